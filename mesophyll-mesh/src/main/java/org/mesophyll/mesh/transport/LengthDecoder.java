package org.mesophyll.mesh.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.MalformedMessageException;

/**
 * Puts messages together from the pieces of a {@link LengthPrefixed} stream. Confined to one connection's reading.
 *
 * <p>A length over the limit is refused before anything is allocated, and one within it costs memory only as its bytes come:
 * at most twice what came, and a little.
 */
public final class LengthDecoder {
    private static final int FIRST_BYTES = 4 * 1024;

    private final int maxMessageBytes;
    private int length; // of the message, as far as its header was read
    private int headerRead; // bytes of the header that were read
    private int read; // bytes of the message that were read
    private byte @Nullable [] message; // what was read of a message that came in pieces; null before the first piece

    /**
     * Makes a decoder for the beginning of a stream.
     *
     * @param maxMessageBytes how long a message may be, 1 or more
     */
    public LengthDecoder(int maxMessageBytes) {
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("a message may have at least 1 byte: " + maxMessageBytes);
        }
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Takes a piece of the stream and hands on the messages that it completes, in order; the arrays are the consumer's.
     *
     * @param piece big-endian; it is read to its end
     * @throws MalformedMessageException if a message is longer than allowed; the stream is of no use after that
     */
    public void decode(ByteBuffer piece, Consumer<byte[]> into) throws MalformedMessageException {
        while (readHeader(piece)) {
            byte[] whole = readMessage(piece);
            if (whole == null) {
                return;
            }
            into.accept(whole);
        }
    }

    /** Says whether the stream may end here: not within a message. */
    public boolean isBetweenMessages() {
        return headerRead == 0;
    }

    /** Reads what is missing of a header, and says whether it is complete. */
    private boolean readHeader(ByteBuffer piece) throws MalformedMessageException {
        if (headerRead == LengthPrefixed.HEADER_BYTES) {
            return true;
        }
        while (headerRead < LengthPrefixed.HEADER_BYTES && piece.hasRemaining()) {
            length = length << Byte.SIZE | Byte.toUnsignedInt(piece.get());
            headerRead++;
        }
        if (headerRead < LengthPrefixed.HEADER_BYTES) {
            return false;
        }
        if (length < 0 || length > maxMessageBytes) {
            throw new MalformedMessageException(
                    "message is " + Integer.toUnsignedLong(length) + " bytes, the limit is " + maxMessageBytes);
        }
        return true;
    }

    private byte @Nullable [] readMessage(ByteBuffer piece) {
        int take = Math.min(piece.remaining(), length - read);
        byte[] into = roomFor(take);
        piece.get(into, read, take);
        read += take;
        if (read < length) {
            message = into;
            return null;
        }
        length = 0;
        headerRead = 0;
        read = 0;
        message = null;
        return into;
    }

    /** Returns an array with what was read, and room for more; exactly the message's if that completes it. */
    private byte[] roomFor(int more) {
        byte[] before = message;
        int needed = read + more;
        if (before == null) {
            return new byte[needed == length ? length : Math.min(length, Math.max(FIRST_BYTES, needed))];
        }
        if (needed == length) {
            return before.length == length ? before : Arrays.copyOf(before, length);
        }
        return needed <= before.length ? before : Arrays.copyOf(before, grown(needed));
    }

    private int grown(int needed) {
        return (int) Math.min(length, Math.max(needed, 2L * read));
    }
}
