package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** See {@link Framings#SINGLE}. */
final class SingleFraming implements Framing {
    @Override
    public int maxBatchBytes() {
        return 0;
    }

    @Override
    public long framedBytes(int messageBytes) {
        return messageBytes;
    }

    @Override
    public ByteBuffer frame(byte[] message) {
        return ByteBuffer.wrap(message);
    }

    @Override
    public void append(byte[] message, ByteBuffer frame) {
        frame.put(message);
    }

    @Override
    public void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) {
        into.accept(frame);
    }
}
