package org.mesophyll.client.websocket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;

/**
 * The one thread that reads for all plain connections of a process, and that writes what a connection did not take at once.
 * It starts with the first connection and ends a second after the last.
 */
final class SocketLoop implements Runnable {
    private static final System.Logger LOG = System.getLogger(SocketLoop.class.getName());
    private static final Guard FAILURES = new Guard(LOG, "a connection could not be served");
    private static final long IDLE_MILLIS = 1_000;
    /** How many bytes one read of a connection brings at most. */
    static final int READ_BYTES = 128 * 1024;

    private static final Sharing SHARING = new Sharing(NamedThreads.single("mesophyll-client-io", SocketLoop.class));

    private final Sharing sharing;
    private final Selector selector;
    private final ByteBuffer input =
            ByteBuffer.allocateDirect(READ_BYTES); // confined to the loop's thread, as all below
    private long lastUsedNanos = System.nanoTime();

    private SocketLoop(Sharing sharing, Selector selector) {
        this.sharing = sharing;
        this.selector = selector;
    }

    /**
     * Has a connection read by the loop of the process.
     *
     * @throws IOException if it is closed already, or no selector can be opened
     */
    static void add(SocketConnection connection) throws IOException {
        SHARING.add(connection);
    }

    @Override
    public void run() {
        try {
            do {
                selectOnce();
            } while (isNeeded());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the connections of this process cannot be read any more, and are closed", e);
        } finally { // whatever ends the thread, nobody waits for it in vain
            forget();
            new ArrayList<>(selector.keys()).forEach(key -> FAILURES.run(((SocketConnection) key.attachment())::cut));
            closeSelector();
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a selector could not be closed", e);
        }
    }

    private void selectOnce() throws IOException {
        try {
            selector.select(this::serve, selector.keys().isEmpty() ? IDLE_MILLIS : 0);
        } catch (Error e) { // no memory, say: the connections may live on
            FAILURES.report(e);
        }
    }

    private void serve(SelectionKey key) {
        FAILURES.run(() -> ((SocketConnection) key.attachment()).onReady(key, input));
    }

    /** Says whether to go on; once this has said no, the next connection starts another loop. */
    private boolean isNeeded() {
        long now = System.nanoTime();
        if (!selector.keys().isEmpty()) {
            lastUsedNanos = now;
            return true;
        }
        if (now - lastUsedNanos < TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS)) {
            return true;
        }
        synchronized (sharing) {
            if (!selector.keys().isEmpty()) {
                return true;
            }
            forget();
            return false;
        }
    }

    private void forget() {
        synchronized (sharing) {
            if (sharing.loop == this) {
                sharing.loop = null;
            }
        }
    }

    /** Where connections find the loop that serves them. */
    static final class Sharing {
        private final ThreadFactory threads;
        private @Nullable SocketLoop loop; // guarded by this; null while there are no connections

        Sharing(ThreadFactory threads) {
            this.threads = threads;
        }

        synchronized void add(SocketConnection connection) throws IOException {
            SocketLoop running = loop;
            if (running == null) {
                running = begin();
                loop = running;
            }
            connection.register(running.selector);
            running.selector.wakeup();
        }

        private SocketLoop begin() throws IOException {
            SocketLoop begun = new SocketLoop(this, Selector.open());
            try {
                threads.newThread(begun).start();
                return begun;
            } catch (Error e) { // no thread can be started: the next connection tries again
                begun.closeSelector();
                throw new IOException("no thread can be started that reads the connection", e);
            }
        }
    }
}
