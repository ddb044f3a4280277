package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageBatch;

/** See {@link Framings#BATCHES}. */
final class BatchFraming implements Framing {
    @Override
    public int maxBatchBytes() {
        return MessageBatch.MAX_BYTES;
    }

    @Override
    public long framedBytes(int messageBytes) {
        return MessageBatch.sizeOf(messageBytes);
    }

    @Override
    public ByteBuffer frame(byte[] message) {
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(framedBytes(message.length)));
        append(message, frame);
        return frame.flip();
    }

    @Override
    public void append(byte[] message, ByteBuffer frame) {
        MessageBatch.append(message, frame);
    }

    @Override
    public void unpack(ByteBuffer frame, Consumer<ByteBuffer> into) throws MalformedMessageException {
        MessageBatch.unpack(frame, into);
    }
}
