package org.mesophyll.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;

/** Collects an answer's body, and breaks the exchange off as soon as the body passes a limit. */
final class BoundedBody extends AbstractBinAsyncEntityConsumer<byte[]> {
    private static final int CHUNK = 8 * 1024;

    private final int maxBytes;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(); // confined to the I/O thread

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Says that an answer is over the limit. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int maxBytes) {
            super("the answer is over " + maxBytes + " bytes, the limit of this client");
        }
    }

    @Override
    protected void streamStart(ContentType contentType) {
        body.reset();
    }

    @Override
    protected int capacityIncrement() {
        return Integer.MAX_VALUE;
    }

    @Override
    protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
        if (source.remaining() > maxBytes - body.size()) {
            throw new TooLargeException(maxBytes);
        }
        byte[] chunk = new byte[Math.min(CHUNK, source.remaining())];
        while (source.hasRemaining()) {
            int length = Math.min(chunk.length, source.remaining());
            source.get(chunk, 0, length);
            body.write(chunk, 0, length);
        }
    }

    @Override
    protected byte[] generateContent() {
        return body.toByteArray();
    }

    @Override
    public void releaseResources() {
        body.reset();
    }
}
