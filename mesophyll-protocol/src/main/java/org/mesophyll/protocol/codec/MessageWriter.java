package org.mesophyll.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes MessagePack into a growing array, always in the smallest form.
 *
 * <p>Not safe for use by more than one thread at a time.
 */
public final class MessageWriter {
    private static final int INITIAL_BYTES = 512;
    private static final byte[] NONE = {};
    private static final int MOST_KEPT_BYTES = 16 * 1024;
    // A plain array, so that a thread of a server keeps nothing of an application that is gone.
    private static final ThreadLocal<byte[][]> KEPT = ThreadLocal.withInitial(() -> new byte[][] {NONE});

    private static final int MOST_DIGITS = 20;
    private static final int FIX_STR = 0xa0;
    private static final int FIX_ARRAY = 0x90;
    private static final int FIX_MAP = 0x80;

    private byte[] bytes; // confined to the writing thread, like all below
    private int size;
    private int depth;

    /** Makes an empty writer with an array of its own. */
    public MessageWriter() {
        this(new byte[INITIAL_BYTES]);
    }

    private MessageWriter(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a writer that uses the thread's array; to be followed by {@link #finish()}. */
    static MessageWriter start() {
        byte[][] kept = KEPT.get();
        MessageWriter out = new MessageWriter(kept[0].length == 0 ? new byte[INITIAL_BYTES] : kept[0]);
        kept[0] = NONE; // for somebody who writes while writing
        return out;
    }

    /** Returns a copy of what was written, and gives the array back to the thread; the writer is not to be used again. */
    byte[] finish() {
        byte[] written = toByteArray();
        if (bytes.length <= MOST_KEPT_BYTES) {
            KEPT.get()[0] = bytes;
        }
        return written;
    }

    /** Returns a copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Returns how many bytes were written. */
    public int size() {
        return size;
    }

    public void writeNil() {
        put(0xc0);
    }

    public void writeBoolean(boolean value) {
        put(value ? 0xc3 : 0xc2);
    }

    /** Writes a signed 64-bit integer. */
    public void writeInteger(long value) {
        if (value >= 0) {
            writeUnsigned(value);
            return;
        }
        if (value >= -32) {
            put((int) value);
        } else if (value >= Byte.MIN_VALUE) {
            putTagged(0xd0, value, 1);
        } else if (value >= Short.MIN_VALUE) {
            putTagged(0xd1, value, 2);
        } else if (value >= Integer.MIN_VALUE) {
            putTagged(0xd2, value, 4);
        } else {
            putTagged(0xd3, value, 8);
        }
    }

    /** Writes the 64 bits of the argument as an unsigned integer. */
    public void writeUnsigned(long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            putTagged(0xcf, value, 8);
        } else if (value > 0xffff) {
            putTagged(0xce, value, 4);
        } else if (value > 0xff) {
            putTagged(0xcd, value, 2);
        } else if (value > 0x7f) {
            putTagged(0xcc, value, 1);
        } else {
            put((int) value);
        }
    }

    public void writeFloat64(double value) {
        putTagged(0xcb, Double.doubleToRawLongBits(value), 8);
    }

    public void writeFloat32(float value) {
        putTagged(0xca, Float.floatToRawIntBits(value), 4);
    }

    /**
     * Writes text as UTF-8.
     *
     * @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 cannot express
     */
    public void writeText(String text) {
        int start = size;
        writeTextHeader(text.length());
        reserve(text.length());
        if (!Ascii.copy(text, bytes, size)) {
            size = start;
            writeOtherText(text);
            return;
        }
        size += text.length();
    }

    /** Writes text as {@link #writeText}, or nil for null. */
    public void writeOptionalText(@Nullable String text) {
        if (text == null) {
            writeNil();
        } else {
            writeText(text);
        }
    }

    private void writeOtherText(String text) {
        int length = utf8Length(text);
        writeTextHeader(length);
        reserve(length);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, bytes, size, length);
        size += length;
    }

    /** Writes what was encoded before. */
    void writeEncoded(byte[] encoded) {
        reserve(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    /** Writes the decimal digits of 64 bits that are taken as unsigned, as text. */
    public void writeDecimalText(long value) {
        long front = Long.divideUnsigned(value, 10); // positive, so that the processor divides it by multiplying
        int digits = 1;
        for (long power = 1; digits < MOST_DIGITS && front >= power; power *= 10) {
            digits++;
        }
        writeTextHeader(digits);
        reserve(digits);
        int last = size + digits - 1;
        bytes[last] = (byte) ('0' + (value - 10 * front));
        long rest = front;
        int at = last - 1;
        for (; at > size; at -= 2) { // two at a time, for each division waits for the one before
            int two = (int) (rest % 100);
            rest /= 100;
            bytes[at] = (byte) ('0' + two % 10);
            bytes[at - 1] = (byte) ('0' + two / 10);
        }
        if (at == size) {
            bytes[at] = (byte) ('0' + rest);
        }
        size += digits;
    }

    /** Writes bytes the way the protocol writes a buffer: as an array of integers from 0 to 255. */
    public void writeByteArray(byte[] values) {
        beginArray(values.length);
        for (byte value : values) {
            writeUnsigned(value & 0xffL);
        }
        end();
    }

    /**
     * Starts an array; its elements follow, then {@link #end()}.
     *
     * @throws IllegalArgumentException if it nests deeper than the protocol allows
     */
    public void beginArray(int elements) {
        enter();
        writeHeader(FIX_ARRAY, 0xdc, elements);
    }

    /**
     * Starts a map; key and value of each entry follow in turn, then {@link #end()}.
     *
     * @throws IllegalArgumentException if it nests deeper than the protocol allows
     */
    public void beginMap(int entries) {
        enter();
        writeHeader(FIX_MAP, 0xde, entries);
    }

    /** Ends the array or map that was begun last. */
    public void end() {
        depth--;
    }

    private void enter() {
        if (++depth > DecodeLimits.PROTOCOL_DEPTH) {
            throw new IllegalArgumentException(
                    "the value nests deeper than " + DecodeLimits.PROTOCOL_DEPTH + " arrays and maps");
        }
    }

    private void writeHeader(int fixTag, int tag16, int count) {
        if (count < 16) {
            put(fixTag | count);
        } else if (count <= 0xffff) {
            putTagged(tag16, count, 2);
        } else {
            putTagged(tag16 + 1, count, 4);
        }
    }

    private void writeTextHeader(int length) {
        if (length < 32) {
            put(FIX_STR | length);
        } else if (length <= 0xff) {
            putTagged(0xd9, length, 1);
        } else if (length <= 0xffff) {
            putTagged(0xda, length, 2);
        } else {
            putTagged(0xdb, length, 4);
        }
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                length += 1;
            } else if (!Character.isSurrogate(c)) {
                length += 2;
            } else if (startsPair(text, i)) {
                length += 2;
                i++;
            } else {
                throw new IllegalArgumentException("text holds half of a surrogate pair at index " + i);
            }
        }
        return length;
    }

    private static boolean startsPair(String text, int index) {
        return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }

    private void put(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    private void putTagged(int tag, long value, int width) {
        reserve(1 + width);
        bytes[size++] = (byte) tag;
        for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
