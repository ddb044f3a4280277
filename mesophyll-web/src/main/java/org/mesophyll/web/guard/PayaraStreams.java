package org.mesophyll.web.guard;

import java.lang.System.Logger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.RareLog;

/**
 * Counts the requests of Payara's HTTP/2 connections, and keeps peers from having Payara work on streams that they reset as
 * they open them (CVE-2023-44487): a request whose stream has ended is not run, and a connection of which more requests wait
 * for a thread than it may have streams is closed. Payara lets as many wait as its queue has room for, which workers' messages
 * need too.
 */
final class PayaraStreams implements RequestWatcher {
    private static final Logger LOG = System.getLogger(PayaraStreams.class.getName());
    private static final RareLog CLOSED = new RareLog(LOG, System::nanoTime);
    private static final String REQUESTS = "org.mesophyll.requests";

    private final GrizzlyAttributes attributes;
    private final Method head;
    private final Method answered;
    private final Class<?> ofHttp2;
    private final Method stream;
    private final Method isOpen;
    private final Method session;
    private final Method mostStreams;
    private final Method close;

    PayaraStreams(ClassLoader grizzly) throws ReflectiveOperationException {
        attributes = new GrizzlyAttributes(grizzly);
        head = PayaraRequests.load(grizzly, "http.server.Request").getMethod("getRequest");
        answered = PayaraRequests.load(grizzly, "http.server.Response").getMethod("getRequest");
        ofHttp2 = PayaraRequests.load(grizzly, "http2.Http2Request");
        Class<?> streams = PayaraRequests.load(grizzly, "http2.Http2Stream");
        stream = streams.getMethod("getStreamFor", PayaraRequests.load(grizzly, "http.HttpHeader"));
        isOpen = streams.getMethod("isOpen");
        Class<?> sessions = PayaraRequests.load(grizzly, "http2.Http2Session");
        session = sessions.getMethod("get", PayaraRequests.load(grizzly, "Connection"));
        mostStreams = sessions.getMethod("getLocalMaxConcurrentStreams");
        close = PayaraRequests.load(grizzly, "Closeable").getMethod("closeSilently");
    }

    @Override
    public void received(Object connection, Object request) throws ReflectiveOperationException {
        @Nullable Object ofRequest = streamOf(request);
        if (ofRequest == null) {
            return;
        }
        Http2Requests requests = requests(connection);
        if (requests == null) {
            requests = new Http2Requests((int) mostStreams.invoke(session.invoke(null, connection)));
            attributes.set(connection, REQUESTS, requests); // only the thread that reads the connection comes here
        }
        if (!requests.received(ofRequest)) {
            long most = requests.mostWaiting();
            CLOSED.warn(() -> "an HTTP/2 connection was closed because more than " + most
                    + " of its requests waited for a thread");
            close.invoke(connection);
        }
    }

    @Override
    public boolean begins(Object connection, Object request) throws ReflectiveOperationException {
        Object packet = head.invoke(request);
        if (!ofHttp2.isInstance(packet)) {
            return true;
        }
        Http2Requests requests = requests(connection);
        if (requests != null) {
            requests.begins();
        }
        Object ofRequest = stream.invoke(null, packet);
        return ofRequest == null || isOpen(ofRequest);
    }

    @Override
    public void completed(Object connection, Object response) throws ReflectiveOperationException {
        @Nullable Object ofRequest = streamOf(answered.invoke(response));
        Http2Requests requests = ofRequest == null ? null : requests(connection);
        if (ofRequest != null && requests != null) {
            requests.completed(ofRequest);
        }
    }

    /** Returns whether an HTTP/2 connection has requests that somebody waits for; false for other connections. */
    boolean areRunning(Object connection) throws ReflectiveOperationException {
        Http2Requests requests = requests(connection);
        return requests != null && requests.areRunning(this::isOpen);
    }

    private boolean isOpen(Object ofRequest) {
        try {
            return (boolean) isOpen.invoke(ofRequest);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Grizzly does not say whether a stream is open", e);
        }
    }

    /** Returns the stream of a request; null if it is none of HTTP/2. */
    private @Nullable Object streamOf(Object request) throws ReflectiveOperationException {
        Object packet = head.invoke(request);
        return ofHttp2.isInstance(packet) ? stream.invoke(null, packet) : null;
    }

    private @Nullable Http2Requests requests(Object connection) throws ReflectiveOperationException {
        return (Http2Requests) attributes.get(connection, REQUESTS);
    }
}
