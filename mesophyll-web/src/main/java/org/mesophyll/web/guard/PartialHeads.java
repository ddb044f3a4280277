package org.mesophyll.web.guard;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a connection of Grizzly for part of a request's head. Grizzly parses on other threads meanwhile, so the answer may
 * be out of date. A caller must see the same answer several times before it closes a connection.
 */
final class PartialHeads {
    private static final String REQUEST = "org.glassfish.grizzly.http.HttpServerFilter.HttpRequest"; // being parsed
    private static final String HTTP_2 = "org.glassfish.grizzly.http2.Http2State.state";

    private final GrizzlyAttributes attributes;
    private final Class<?> parsing;
    private final Method isHeaderParsed;
    private final Method session;
    private final Method isPrefaceReceived;
    private final Method headersDecoder;
    private final Method isProcessingHeaders;
    private final Field streams;
    private final Method frameParsingState;
    private final Method parsingResult;
    private final Method remainder;
    private final Method hasRemaining;

    PartialHeads(ClassLoader grizzly) throws ReflectiveOperationException {
        attributes = new GrizzlyAttributes(grizzly);
        parsing = PayaraRequests.load(grizzly, "http.HttpPacketParsing");
        isHeaderParsed = parsing.getMethod("isHeaderParsed");
        Class<?> state = PayaraRequests.load(grizzly, "http2.Http2State");
        session = hidden(state, "getHttp2Session");
        isPrefaceReceived = hidden(session.getReturnType(), "isHttp2InputEnabled");
        headersDecoder = hidden(session.getReturnType(), "getHeadersDecoder");
        isProcessingHeaders = headersDecoder.getReturnType().getMethod("isProcessingHeaders");
        streams = session.getReturnType().getDeclaredField("concurrentStreamsCount");
        streams.setAccessible(true);
        frameParsingState = hidden(state, "getFrameParsingState");
        parsingResult = hidden(frameParsingState.getReturnType(), "parsingResult");
        remainder = hidden(parsingResult.getReturnType(), "remainder");
        hasRemaining = remainder.getReturnType().getMethod("hasRemaining");
    }

    /**
     * Returns whether a connection has sent part of a head: of a request of HTTP/1.1, or the preface, a header block or, while
     * it has no streams, any frame of HTTP/2.
     */
    boolean isIn(Object connection) throws ReflectiveOperationException {
        Object request = attributes.get(connection, REQUEST);
        if (parsing.isInstance(request) && !(boolean) isHeaderParsed.invoke(request)) {
            return true;
        }
        Object state = attributes.get(connection, HTTP_2);
        return state != null && isInHttp2(state);
    }

    private boolean isInHttp2(Object state) throws ReflectiveOperationException {
        Object ofState = session.invoke(state);
        if (ofState == null) {
            return false; // the listener speaks HTTP/2, the connection does not
        }
        if ((boolean) isProcessingHeaders.invoke(headersDecoder.invoke(ofState))) {
            return true;
        }
        return ((AtomicInteger) streams.get(ofState)).get() == 0
                && (!(boolean) isPrefaceReceived.invoke(ofState) || isFrameUnfinished(state));
    }

    private boolean isFrameUnfinished(Object state) throws ReflectiveOperationException {
        @Nullable Object rest = remainder.invoke(parsingResult.invoke(frameParsingState.invoke(state)));
        return rest != null && (boolean) hasRemaining.invoke(rest);
    }

    private static Method hidden(Class<?> of, String name) throws NoSuchMethodException {
        Method found = of.getDeclaredMethod(name);
        found.setAccessible(true);
        return found;
    }
}
