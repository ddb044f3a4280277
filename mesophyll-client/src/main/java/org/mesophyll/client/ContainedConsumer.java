package org.mesophyll.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Passes an answer on to another consumer, and turns its errors into {@link UnreadableException}. HttpCore fails one
 * exchange for an exception, but an error ends its only I/O thread, and no request is sent ever after.
 *
 * <p>Confined to the I/O thread, like every consumer.
 *
 * @param <T> what the answer becomes
 */
final class ContainedConsumer<T> implements AsyncResponseConsumer<T> {
    private final AsyncResponseConsumer<T> consumer;

    ContainedConsumer(AsyncResponseConsumer<T> consumer) {
        this.consumer = consumer;
    }

    /** Says that an answer came and could not be read. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Throwable cause) {
            super("the answer could not be read: " + cause.getClass().getName(), cause);
        }
    }

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<T> callback)
            throws HttpException, IOException {
        try {
            consumer.consumeResponse(response, entity, context, callback);
        } catch (Error e) {
            throw new UnreadableException(e);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) throws HttpException, IOException {
        consumer.informationResponse(response, context);
    }

    @Override
    public void updateCapacity(CapacityChannel capacity) throws IOException {
        consumer.updateCapacity(capacity);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        try {
            consumer.consume(source);
        } catch (Error e) {
            throw new UnreadableException(e);
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) throws HttpException, IOException {
        try {
            consumer.streamEnd(trailers);
        } catch (Error e) {
            throw new UnreadableException(e);
        }
    }

    @Override
    public void failed(Exception cause) {
        consumer.failed(cause);
    }

    @Override
    public void releaseResources() {
        consumer.releaseResources();
    }
}
