package org.mesophyll.web.guard;

import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.mesophyll.mesh.websocket.Opened;
import org.mesophyll.mesh.work.RareLog;

/**
 * The head of a request as Payara keeps it: each name and value points into the buffer that it was read into, which has 64 KiB
 * and is seldom shared with another connection's. Harmless for a request that is soon answered; a thousand that wait, and
 * WebSockets, whose handshake is kept for as long as they are open, would hold 64 MB.
 */
public final class PayaraHead {
    private static final Logger LOG = System.getLogger(PayaraHead.class.getName());
    private static final RareLog PINNED = new RareLog(LOG, System::nanoTime);

    private static final List<String> PARTS = List.of("methodC", "queryC", "protocolC", "upgrade", "serverNameC");

    private PayaraHead() {}

    /**
     * Has the head of a request that is going to wait keep no more memory than it needs; without effect on other servers. To be
     * called by the thread that the container has given the request.
     */
    static void letGo(ServletRequest request) {
        if (PeerConnection.isPayara(request)) {
            letGoOf(PeerConnection.unwrap(request));
        }
    }

    /** Does the same as {@link #letGo} for a request that is going to be refused, and throws away what was read beyond its head and not used. */
    static void letGoOfAll(ServletRequest request) {
        if (!PeerConnection.isPayara(request)) {
            return;
        }
        letGo(request);
        try {
            Object inner = Opened.field("request", PeerConnection.unwrap(request));
            Opened.call("readBuffer", Opened.call("getInputBuffer", Opened.call("getCoyoteRequest", inner)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            tell(e);
        }
    }

    /** Does the same as {@link #letGo} for a request or its facade, both Payara's own, that nobody else uses at the time. */
    public static void letGoOf(Object request) {
        try {
            Object inner =
                    request.getClass().getSimpleName().endsWith("Facade") ? Opened.field("request", request) : request;
            copyHead(Opened.call("getRequest", Opened.call("getCoyoteRequest", inner)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            tell(e);
        }
    }

    private static void tell(Exception failure) {
        PINNED.warn(() ->
                "on this Payara each request that waits keeps the buffer that its head was read into: " + failure);
    }

    private static void copyHead(Object packet) throws ReflectiveOperationException {
        Object fields = Opened.field("headers", Opened.call("getHeaders", packet));
        for (int i = 0; i < Array.getLength(fields); i++) {
            Object field = Array.get(fields, i);
            if (field != null) {
                copy(Opened.call("getName", field));
                copy(Opened.call("getValue", field));
            }
        }
        Object address = Opened.call("getRequestURIRef", packet);
        copy(Opened.call("getOriginalRequestURIBC", address));
        copy(Opened.call("getRequestURIBC", address));
        for (String part : PARTS) {
            copy(Opened.field(part, packet));
        }
        Opened.set("headerBuffer", packet, null); // kept to be used again, and for nothing else
    }

    private static void copy(Object chunk) throws ReflectiveOperationException {
        if (!Opened.call("getType", chunk).toString().equals("Bytes")) {
            return;
        }
        Object bytes = Opened.call("getByteChunk", chunk);
        byte[] buffer = (byte[]) Opened.call("getBytes", bytes);
        int start = (int) Opened.call("getStart", bytes);
        int end = (int) Opened.call("getEnd", bytes);
        if (buffer.length > end - start) {
            Opened.callWith("setBytes", chunk, byte[].class, Arrays.copyOfRange(buffer, start, end));
        }
    }
}
