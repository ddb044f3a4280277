package org.mesophyll.web.guard;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What Payara has queued for the connection of one request.
 *
 * <p>Grizzly says that it is ready until it holds four send buffers, over 15 MB on the loopback interface; over HTTP/2 it does not
 * look at its connection at all. So this looks at its queues. Where they are not as expected, Grizzly is believed, and the log
 * says so once.
 */
final class PayaraBacklog implements AnswerBacklog {
    private static final Logger LOG = System.getLogger(PayaraBacklog.class.getName());
    private static final int ROOM_BYTES = 64 * 1024;
    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final AtomicReference<@Nullable Access> ACCESS = new AtomicReference<>();

    private final Queues queues;

    private PayaraBacklog(Queues queues) {
        this.queues = queues;
    }

    /** Finds the queues of a request that is not over. */
    static AnswerBacklog of(ServletRequest request) {
        if (!PeerConnection.isPayara(request)) {
            return BOUNDED;
        }
        try {
            ServletRequest facade = PeerConnection.unwrap(request);
            Access known = ACCESS.get();
            if (known == null) {
                known = new Access(facade.getClass());
                ACCESS.set(known);
            }
            return new PayaraBacklog(known.queuesOf(facade));
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (TOLD.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "this server queues answers for slow peers without bound: its queues are not known",
                        e);
            }
            return BOUNDED;
        }
    }

    /** Says yes only if nothing is queued and Grizzly is ready, after which it does not block. */
    @Override
    public boolean takesAtOnce(ServletOutputStream out) {
        return queues.connectionBytes() == 0 && out.isReady();
    }

    @Override
    public boolean hasRoom() {
        return queues.connectionBytes() <= ROOM_BYTES;
    }

    @Override
    public boolean isSent() {
        return queues.stream == null ? queues.connectionBytes() == 0 : queues.streamWrites() == 0;
    }

    /** The methods of Grizzly's that are needed, found once. */
    private static final class Access {
        private final Field inFacade;
        private final Method ofServlets;
        private final Method context;
        private final Method connection;
        private final Method writeQueue;
        private final Method bytes;
        private final Method head;
        private final Class<?> ofHttp2;
        private final Method stream;
        private final Method unflushed;
        private final Method session;
        private final Method sink;
        private final Field sessionQueue;
        private final Method size;

        private Access(Class<?> facade) throws ReflectiveOperationException {
            inFacade = facade.getDeclaredField("request");
            inFacade.setAccessible(true);
            ofServlets = inFacade.getType().getMethod("getCoyoteRequest");
            Class<?> request = ofServlets.getReturnType();
            ClassLoader grizzly = request.getClassLoader();
            context = request.getMethod("getContext");
            connection = PayaraRequests.load(grizzly, "filterchain.FilterChainContext")
                    .getMethod("getConnection");
            writeQueue = PayaraRequests.load(grizzly, "nio.NIOConnection").getMethod("getAsyncWriteQueue");
            bytes = PayaraRequests.load(grizzly, "asyncqueue.TaskQueue").getMethod("spaceInBytes");
            head = request.getMethod("getRequest");
            ofHttp2 = PayaraRequests.load(grizzly, "http2.Http2Request");
            Class<?> streams = PayaraRequests.load(grizzly, "http2.Http2Stream");
            stream = streams.getMethod("getStreamFor", PayaraRequests.load(grizzly, "http.HttpHeader"));
            unflushed = streams.getMethod("getUnflushedWritesCount");
            session = accessible(streams.getDeclaredMethod("getHttp2Session"));
            sink = accessible(PayaraRequests.load(grizzly, "http2.Http2Session").getDeclaredMethod("getOutputSink"));
            sessionQueue =
                    PayaraRequests.load(grizzly, "http2.Http2SessionOutputSink").getDeclaredField("outputQueue");
            sessionQueue.setAccessible(true);
            size = PayaraRequests.load(grizzly, "asyncqueue.TaskQueue").getMethod("size");
        }

        private static Method accessible(Method method) {
            method.setAccessible(true);
            return method;
        }

        private Queues queuesOf(Object facade) throws ReflectiveOperationException {
            Object request = ofServlets.invoke(inFacade.get(facade));
            Object ofConnection = writeQueue.invoke(connection.invoke(context.invoke(request)));
            Object packet = head.invoke(request);
            @Nullable Object of = ofHttp2.isInstance(packet) ? stream.invoke(null, packet) : null;
            @Nullable Object ofSession = of == null ? null : sessionQueue.get(sink.invoke(session.invoke(of)));
            return new Queues(this, ofConnection, of, ofSession);
        }

        private int ask(Method method, Object of) {
            try {
                return (int) method.invoke(of);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a queue of Payara's could not be read", e);
            }
        }
    }

    /**
     * The queues that an answer passes.
     *
     * @param connection bytes for the socket
     * @param stream of HTTP/2, null for HTTP/1
     * @param session bytes that wait for the connection's window of HTTP/2, null for HTTP/1
     */
    private record Queues(
            Access access,
            Object connection,
            @Nullable Object stream,
            @Nullable Object session) {
        int connectionBytes() {
            int bytes = access.ask(access.bytes, connection);
            return session == null ? bytes : Math.addExact(bytes, access.ask(access.size, session));
        }

        int streamWrites() {
            return stream == null ? 0 : access.ask(access.unflushed, stream);
        }
    }
}
