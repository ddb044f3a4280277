package org.mesophyll.web.guard;

import java.lang.System.Logger;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.RareLog;

/**
 * Keeps peers from having Payara work on streams of HTTP/2 that they reset as they open them (CVE-2023-44487): a request whose
 * stream has ended is not run, and a connection of which more requests wait for a thread than it may have streams is closed.
 * Payara lets as many wait as its queue has room for, which workers' messages need too.
 */
final class PayaraStreams implements RequestWatcher {
    /** By default a connection of Payara may have 100 streams. */
    static final int MOST_WAITING = 128;

    private static final Logger LOG = System.getLogger(PayaraStreams.class.getName());
    private static final RareLog CLOSED = new RareLog(LOG, System::nanoTime);
    private static final String WAITING = "org.mesophyll.waiting";

    private final Method head;
    private final Class<?> ofHttp2;
    private final Method stream;
    private final Method isOpen;
    private final Method attributes;
    private final Method get;
    private final Method set;
    private final Method close;

    PayaraStreams(ClassLoader grizzly) throws ReflectiveOperationException {
        head = PayaraRequests.load(grizzly, "http.server.Request").getMethod("getRequest");
        ofHttp2 = PayaraRequests.load(grizzly, "http2.Http2Request");
        Class<?> streams = PayaraRequests.load(grizzly, "http2.Http2Stream");
        stream = streams.getMethod("getStreamFor", PayaraRequests.load(grizzly, "http.HttpHeader"));
        isOpen = streams.getMethod("isOpen");
        attributes = PayaraRequests.load(grizzly, "attributes.AttributeStorage").getMethod("getAttributes");
        Class<?> holder = attributes.getReturnType();
        get = holder.getMethod("getAttribute", String.class);
        set = holder.getMethod("setAttribute", String.class, Object.class);
        close = PayaraRequests.load(grizzly, "Closeable").getMethod("closeSilently");
    }

    @Override
    public void received(Object connection, Object request) throws ReflectiveOperationException {
        if (!ofHttp2.isInstance(head.invoke(request))) {
            return;
        }
        Object holder = attributes.invoke(connection);
        AtomicInteger waiting = waiting(holder);
        if (waiting == null) {
            waiting = new AtomicInteger();
            set.invoke(holder, WAITING, waiting);
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            CLOSED.warn(() -> "a connection of HTTP/2 was closed, for more than " + MOST_WAITING
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
        AtomicInteger waiting = waiting(attributes.invoke(connection));
        if (waiting != null) {
            waiting.decrementAndGet();
        }
        Object ofRequest = stream.invoke(null, packet);
        return ofRequest == null || (boolean) isOpen.invoke(ofRequest);
    }

    private @Nullable AtomicInteger waiting(Object holder) throws ReflectiveOperationException {
        return (AtomicInteger) get.invoke(holder, WAITING);
    }
}
