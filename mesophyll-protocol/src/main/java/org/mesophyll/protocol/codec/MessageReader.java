package org.mesophyll.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads MessagePack from a range of bytes and believes none of its lengths.
 *
 * <p>Every method throws {@link MalformedMessageException} when the next bytes are not what it is to read. Not safe for
 * use by more than one thread at a time.
 */
public final class MessageReader {
    private static final int NIL = 0xc0;
    private static final int MOST_DIGITS = 20;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int maxDepth;
    private final boolean inPlace; // the bytes are where the message has them
    private int position; // confined to the reading thread
    private int depth; // confined to the reading thread

    /**
     * Starts at the first byte of a range.
     *
     * @throws MalformedMessageException if the range is longer than the limit
     */
    public MessageReader(byte[] bytes, int offset, int length, DecodeLimits limits) throws MalformedMessageException {
        this(bytes, offset, allowed(length, limits), limits.maxDepth(), 0, true);
    }

    private MessageReader(byte[] bytes, int offset, int length, int maxDepth, int depth, boolean inPlace) {
        this.bytes = bytes;
        this.start = offset;
        this.end = offset + length;
        this.maxDepth = maxDepth;
        this.inPlace = inPlace;
        this.position = offset;
        this.depth = depth;
    }

    /**
     * Returns a reader over the buffer's remaining bytes; the buffer's position does not move.
     *
     * @throws MalformedMessageException if they are more than the limit
     */
    public static MessageReader of(ByteBuffer buffer, DecodeLimits limits) throws MalformedMessageException {
        if (buffer.hasArray()) {
            return new MessageReader(
                    buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining(), limits);
        }
        byte[] copy = new byte[allowed(buffer.remaining(), limits)];
        buffer.duplicate().get(copy);
        return new MessageReader(copy, 0, copy.length, limits);
    }

    private static int allowed(int length, DecodeLimits limits) throws MalformedMessageException {
        if (length > limits.maxBytes()) {
            throw new MalformedMessageException("message is " + length + " bytes, the limit is " + limits.maxBytes());
        }
        return length;
    }

    /** Returns what the next value is, without reading it. */
    public Kind peek() throws MalformedMessageException {
        return Kind.of(peekTag());
    }

    /** Says whether the next value is an integer in the only form that can pass a signed 64-bit integer. */
    public boolean isUnsigned64() throws MalformedMessageException {
        return peekTag() == 0xcf;
    }

    /** Reads nil if it comes next, and says whether it did. */
    public boolean tryNil() throws MalformedMessageException {
        if (peekTag() != NIL) {
            return false;
        }
        position++;
        return true;
    }

    public boolean readBoolean() throws MalformedMessageException {
        int tag = peekTag();
        if (tag != 0xc2 && tag != 0xc3) {
            throw expected("a boolean");
        }
        position++;
        return tag == 0xc3;
    }

    /** Reads an integer of any width that fits a signed 64-bit integer. */
    public long readInteger() throws MalformedMessageException {
        boolean unsigned64 = isUnsigned64();
        long value = readIntegerBits();
        if (unsigned64 && value < 0) {
            throw new MalformedMessageException("an integer is above the largest signed 64-bit integer" + at());
        }
        return value;
    }

    /** Reads a non-negative integer of any width and returns its 64 bits, to be taken as unsigned. */
    public long readUnsigned() throws MalformedMessageException {
        boolean unsigned64 = isUnsigned64();
        long value = readIntegerBits();
        if (!unsigned64 && value < 0) {
            throw new MalformedMessageException("a negative integer where only 0 or more is allowed" + at());
        }
        return value;
    }

    /** Reads an integer of any width that fits a signed 32-bit integer. */
    public int readInt32() throws MalformedMessageException {
        long value = readInteger();
        if (value != (int) value) {
            throw new MalformedMessageException("an integer does not fit 32 bits" + at());
        }
        return (int) value;
    }

    /** Reads any number as a 64-bit float; an integer is rounded to the nearest. */
    public double readFloat64() throws MalformedMessageException {
        int tag = peekTag();
        if (tag == 0xcb) {
            return Double.longBitsToDouble(readTagged(8));
        }
        if (tag == 0xca) {
            return Float.intBitsToFloat((int) readTagged(4));
        }
        if (peek() != Kind.INTEGER) {
            throw expected("a number");
        }
        long value = readIntegerBits();
        return tag == 0xcf && value < 0 ? unsignedToDouble(value) : value;
    }

    /** Reads any number whose magnitude fits a 32-bit float, rounded to the nearest. */
    public float readFloat32() throws MalformedMessageException {
        if (peekTag() == 0xca) {
            return Float.intBitsToFloat((int) readTagged(4));
        }
        double value = readFloat64();
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw new MalformedMessageException("a number does not fit a 32-bit float" + at());
        }
        return narrow;
    }

    /** Reads text. */
    public String readText() throws MalformedMessageException {
        int length = readTextLength();
        int from = position;
        position += length;
        return Ascii.is(bytes, from, position)
                ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                : decodeUtf8(from, length);
    }

    /** Reads text of 1 to 20 decimal digits and returns the number's 64 bits, to be taken as unsigned. */
    public long readDecimalText() throws MalformedMessageException {
        int digits = readTextLength();
        if (digits == 0 || digits > MOST_DIGITS) {
            throw new MalformedMessageException("a text of " + digits + " bytes is not 1 to 20 decimal digits" + at());
        }
        long value = 0;
        for (int i = 1; i <= digits; i++) {
            int digit = bytes[position++] - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedMessageException("a text is not 1 to 20 decimal digits" + at());
            }
            if (i == MOST_DIGITS && Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                throw new MalformedMessageException("a decimal number is not below 2^64" + at());
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** Reads text or nil, which is null. */
    public @Nullable String readOptionalText() throws MalformedMessageException {
        return tryNil() ? null : readText();
    }

    /**
     * Reads a buffer: binary, or an array of integers from 0 to 255.
     *
     * @return a new array
     */
    public byte[] readByteArray() throws MalformedMessageException {
        if (peek() == Kind.BINARY) {
            int length = readBinaryLength();
            position += length;
            return Arrays.copyOfRange(bytes, position - length, position);
        }
        byte[] values = new byte[beginArray()];
        for (int i = 0; i < values.length; i++) {
            long value = readUnsigned();
            if (value < 0 || value > 0xff) {
                throw new MalformedMessageException("a byte of a buffer is above 255" + at());
            }
            values[i] = (byte) value;
        }
        end();
        return values;
    }

    /**
     * Enters an array; {@link #end()} leaves it.
     *
     * @return how many elements follow, never more than the bytes that remain
     */
    public int beginArray() throws MalformedMessageException {
        int tag = peekTag();
        long count;
        if ((tag & 0xf0) == 0x90) {
            position++;
            count = tag & 0x0f;
        } else if (tag == 0xdc || tag == 0xdd) {
            count = readTagged(tag == 0xdc ? 2 : 4);
        } else {
            throw expected("an array");
        }
        enter();
        return remainingCount(count, 1, "an array", "elements");
    }

    /**
     * Enters a map; {@link #end()} leaves it.
     *
     * @return how many entries follow, never more than half of the bytes that remain
     */
    public int beginMap() throws MalformedMessageException {
        int tag = peekTag();
        long count;
        if ((tag & 0xf0) == 0x80) {
            position++;
            count = tag & 0x0f;
        } else if (tag == 0xde || tag == 0xdf) {
            count = readTagged(tag == 0xde ? 2 : 4);
        } else {
            throw expected("a map");
        }
        enter();
        return remainingCount(count, 2, "a map", "entries");
    }

    /** Leaves the array or map that was entered last. */
    public void end() {
        depth--;
    }

    /** Reads over one value of any kind, containers with all that they hold. */
    public void skip() throws MalformedMessageException {
        Kind kind = peek();
        switch (kind) {
            case NIL, BOOLEAN -> position++;
            case INTEGER -> readIntegerBits();
            case FLOAT -> readFloat64();
            case TEXT -> readText();
            case BINARY -> position += readBinaryLength();
            case ARRAY -> skipElements(beginArray());
            case MAP -> skipElements(2 * beginMap());
            case UNSUPPORTED -> throw expected("a value of a known kind");
        }
    }

    /** Returns where the next value starts, for {@link #rewind}. */
    int mark() {
        return position;
    }

    /** Goes back to where {@link #mark} was taken, within the same container. */
    void rewind(int mark) {
        position = mark;
    }

    /**
     * Reads text and finds it among names without making a string of it.
     *
     * @return the index of the name, or -1 if it is none of them
     */
    int readName(Names names) throws MalformedMessageException {
        int length = readTextLength();
        position += length;
        return names.find(bytes, position - length, length);
    }

    /**
     * Returns a reader of some values of this one's bytes in another order, as within the same container. It does not say
     * where in the message an error is.
     *
     * @param starts where each begins, as {@link #mark} has told it
     * @param ends where each ends; 0 for one that is nil in place of it
     */
    MessageReader gather(int[] starts, int[] ends) {
        int size = 0;
        for (int i = 0; i < ends.length; i++) {
            size += ends[i] == 0 ? 1 : ends[i] - starts[i];
        }
        byte[] gathered = new byte[size];
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] == 0) {
                gathered[at++] = (byte) NIL;
            } else {
                System.arraycopy(bytes, starts[i], gathered, at, ends[i] - starts[i]);
                at += ends[i] - starts[i];
            }
        }
        return new MessageReader(gathered, 0, size, maxDepth, depth, false);
    }

    /** Returns the error that something else comes next. */
    public MalformedMessageException expected(String what) throws MalformedMessageException {
        return new MalformedMessageException("expected " + what + ", found " + peek().phrase() + at());
    }

    private String at() {
        return inPlace ? " at byte " + (position - start) : "";
    }

    private void skipElements(int count) throws MalformedMessageException {
        for (int i = 0; i < count; i++) {
            skip();
        }
        end();
    }

    private void enter() throws MalformedMessageException {
        if (++depth > maxDepth) {
            throw new MalformedMessageException("the message nests deeper than " + maxDepth + " arrays and maps");
        }
    }

    private int remainingCount(long count, int bytesEach, String what, String units) throws MalformedMessageException {
        if (count * bytesEach > end - position) {
            throw new MalformedMessageException(
                    what + " claims " + count + " " + units + ", but only " + (end - position) + " bytes remain");
        }
        return (int) count;
    }

    private int peekTag() throws MalformedMessageException {
        if (position >= end) {
            throw new MalformedMessageException("the message ends at byte " + (end - start) + ", too early");
        }
        return bytes[position] & 0xff;
    }

    private long readIntegerBits() throws MalformedMessageException {
        int tag = peekTag();
        if (tag < 0x80 || tag >= 0xe0) {
            position++;
            return (byte) tag;
        }
        return switch (tag) {
            case 0xcc -> readTagged(1);
            case 0xcd -> readTagged(2);
            case 0xce -> readTagged(4);
            case 0xcf, 0xd3 -> readTagged(8);
            case 0xd0 -> (byte) readTagged(1);
            case 0xd1 -> (short) readTagged(2);
            case 0xd2 -> (int) readTagged(4);
            default -> throw expected("an integer");
        };
    }

    private long readTagged(int width) throws MalformedMessageException {
        if (end - position < 1 + width) {
            throw new MalformedMessageException("the message ends at byte " + (end - start) + ", within a value");
        }
        position++;
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = value << 8 | (bytes[position++] & 0xff);
        }
        return value;
    }

    private int readTextLength() throws MalformedMessageException {
        int tag = peekTag();
        long length;
        if ((tag & 0xe0) == 0xa0) {
            position++;
            length = tag & 0x1f;
        } else if (tag >= 0xd9 && tag <= 0xdb) {
            length = readTagged(1 << (tag - 0xd9));
        } else {
            throw expected("text");
        }
        return remainingCount(length, 1, "a text", "bytes");
    }

    private int readBinaryLength() throws MalformedMessageException {
        long length = readTagged(1 << (peekTag() - 0xc4));
        return remainingCount(length, 1, "a binary", "bytes");
    }

    private String decodeUtf8(int from, int length) throws MalformedMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("a text of " + length + " bytes is not UTF-8" + at());
        }
    }

    private static double unsignedToDouble(long bits) {
        // Halving keeps the lost bit, so that the rounding of the doubled result is that of the whole.
        return (double) ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
