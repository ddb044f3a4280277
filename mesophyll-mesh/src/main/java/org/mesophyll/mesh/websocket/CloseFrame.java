package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A server's close frame, by RFC 6455: unmasked, one frame, at most 125 bytes of code and reason. */
final class CloseFrame {
    private static final byte FINAL_CLOSE = (byte) 0x88;
    private static final int HEADER_BYTES = 2;

    private CloseFrame() {}

    /** Encodes a reason, whose text Jakarta WebSocket has limited to 123 bytes. */
    static ByteBuffer of(CloseReason reason) {
        byte[] text = reason.getReasonPhrase().getBytes(StandardCharsets.UTF_8);
        int payload = Short.BYTES + text.length;
        return ByteBuffer.allocate(HEADER_BYTES + payload)
                .put(FINAL_CLOSE)
                .put((byte) payload)
                .putShort((short) reason.getCloseCode().getCode())
                .put(text)
                .flip();
    }
}
