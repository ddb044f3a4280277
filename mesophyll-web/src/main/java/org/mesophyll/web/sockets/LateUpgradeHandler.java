package org.mesophyll.web.sockets;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.websocket.Opened;
import org.mesophyll.mesh.websocket.Wrapper;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.web.guard.PayaraHead;

/**
 * Opens a WebSocket of Payara when its handshake is over, on a thread of the application.
 *
 * <p>Payara has a WebSocket begin while its own thread is still occupied with the request. Two things go wrong then
 * (Payara 6.2025.10 with Tyrus 2.1.5): a frame that came together with the handshake has the thread wait for itself, for
 * ever, and a connection that ends at once has the request cleared under that thread, which spoils the next one too. So
 * this begins when the thread is done, and reads nothing before Tyrus is ready.
 *
 * <p>Made by the container, one for each connection.
 */
public final class LateUpgradeHandler extends TyrusHttpUpgradeHandler {
    private static final Logger LOG = System.getLogger(LateUpgradeHandler.class.getName());
    private static final RareLog FAILED = new RareLog(LOG, System::nanoTime);
    private static final RareLog NOT_SEEN = new RareLog(LOG, System::nanoTime);
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private @Nullable OpeningThreads threads; // set before init

    /** Sets where the WebSocket is opened; to be called before the container begins. */
    void openOn(OpeningThreads newThreads) {
        this.threads = newThreads;
    }

    /** Puts off what Tyrus does here. */
    @Override
    public void init(WebConnection connection) {
        Opening opening = new Opening(
                Objects.requireNonNull(threads), Handshake.of(connection), () -> open(connection), System.nanoTime());
        opening.lookSoon();
    }

    private void open(WebConnection connection) {
        try {
            HeldInput input = new HeldInput(connection.getInputStream());
            super.init(new Upgraded(connection, input));
            input.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for the end of one handshake.
     *
     * @param threads where it waits
     * @param handshake what it waits for
     * @param task opens the WebSocket
     * @param startedNanos when the waiting began
     */
    private record Opening(OpeningThreads threads, Handshake handshake, Runnable task, long startedNanos) {
        void lookSoon() {
            try {
                threads.soon(this::look);
            } catch (RejectedExecutionException e) {
                giveUp(e);
            }
        }

        private void look() {
            try {
                long elapsedNanos = System.nanoTime() - startedNanos;
                if (handshake.isOver(elapsedNanos)) {
                    handshake.letGo();
                    threads.inContext(task);
                } else if (!handshake.isConnected()) {
                    LOG.log(Level.DEBUG, "a connection ended with its handshake");
                } else if (elapsedNanos < LIMIT_NANOS) {
                    lookSoon();
                } else {
                    throw new IllegalStateException("the handshake did not end within 10 s");
                }
            } catch (RuntimeException | Error e) {
                giveUp(e);
            }
        }

        private void giveUp(Throwable failure) {
            FAILED.warn(() -> "a WebSocket was closed after its handshake, for it could not be opened: " + failure);
            try {
                handshake.connection().close();
            } catch (Exception e) {
                LOG.log(Level.DEBUG, "a connection could not be closed", e);
            }
        }
    }

    /**
     * What Payara has of a handshake; whatever is not as expected counts as a handshake that takes 10 ms.
     *
     * @param connection the container's
     * @param request its request, or null if it could not be found; cleared with the connection's end
     * @param socket its connection, likewise
     */
    private record Handshake(
            WebConnection connection,
            @Nullable Object request,
            @Nullable Object socket) {
        static Handshake of(WebConnection connection) {
            try {
                Object request = Opened.field("request", connection);
                Object context = Opened.call("getContext", Opened.call("getCoyoteRequest", request));
                return new Handshake(connection, request, Opened.call("getConnection", context));
            } catch (ReflectiveOperationException | RuntimeException e) {
                tell(e);
                return new Handshake(connection, null, null);
            }
        }

        boolean isOver(long elapsedNanos) {
            try {
                return request == null ? elapsedNanos >= SETTLE_NANOS : (boolean) Opened.field("afterService", request);
            } catch (ReflectiveOperationException | RuntimeException e) {
                tell(e);
                return elapsedNanos >= SETTLE_NANOS;
            }
        }

        boolean isConnected() {
            try {
                return socket == null || (boolean) Opened.call("isOpen", socket);
            } catch (ReflectiveOperationException | RuntimeException e) {
                tell(e);
                return true;
            }
        }

        /** Has the head keep no more memory than it needs; to be called when the handshake is over. */
        void letGo() {
            if (request != null) {
                PayaraHead.letGoOf(request);
            }
        }

        private static void tell(Exception failure) {
            NOT_SEEN.warn(
                    () -> "this Payara does not tell when a handshake is over, so WebSockets begin 10 ms after it: "
                            + failure);
        }
    }

    /**
     * A connection with another input.
     *
     * @param wrapped the container's
     * @param input what to read
     */
    private record Upgraded(WebConnection wrapped, ServletInputStream input) implements WebConnection, Wrapper {
        @Override
        public ServletInputStream getInputStream() {
            return input;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return wrapped.getOutputStream();
        }

        @Override
        public void close() throws Exception {
            wrapped.close();
        }
    }
}
