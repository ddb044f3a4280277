package org.mesophyll.protocol.value;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mesophyll.protocol.codec.Codec;

/**
 * What a script takes and returns, and what the key-value store keeps: one of fourteen kinds.
 *
 * <p>Each record's Javadoc gives its name on the wire ({@code docs/protocol.md}, section 1).
 */
public sealed interface Value {
    Codec<Value> CODEC = new ValueCodec();

    /** Calls the method of the reader that is for this kind, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each of the fourteen kinds.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onText(Text value);

        R onInt64(Int64 value);

        R onUInt64(UInt64 value);

        R onFloat64(Float64 value);

        R onBool(Bool value);

        R onBuffer(Buffer value);

        R onVector(Vector value);

        R onPairs(Pairs value);

        R onSequence(Sequence value);

        R onTimestamp(Timestamp value);

        R onInterval(Interval value);

        R onZone(Zone value);

        R onTextMap(TextMap value);

        R onNull();
    }

    /** {@code Text}: text. */
    record Text(String value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onText(this);
        }

        @Override
        public String toString() {
            return "Text[" + value.length() + "]";
        }
    }

    /** {@code Integer}: a signed 64-bit integer. */
    record Int64(long value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onInt64(this);
        }

        @Override
        public String toString() {
            return "Int64[..]";
        }
    }

    /**
     * {@code UnsignedInteger}: an unsigned 64-bit integer.
     *
     * @param bits the number's 64 bits; see {@link Long#toUnsignedString(long)}
     */
    record UInt64(long bits) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onUInt64(this);
        }

        @Override
        public String toString() {
            return "UInt64[..]";
        }
    }

    /** {@code Float}: a 64-bit float. */
    record Float64(double value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onFloat64(this);
        }

        @Override
        public String toString() {
            return "Float64[..]";
        }
    }

    /** {@code Boolean}: true or false. */
    record Bool(boolean value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onBool(this);
        }

        @Override
        public String toString() {
            return "Bool[..]";
        }
    }

    /** {@code Buffer}: bytes. */
    record Buffer(Bytes value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onBuffer(this);
        }
    }

    /** {@code Vector}: three 32-bit floats. */
    record Vector(float x, float y, float z) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onVector(this);
        }

        @Override
        public String toString() {
            return "Vector[..]";
        }
    }

    /** {@code Map}: pairs of values in their order; a key may be any value, and may come again. */
    record Pairs(List<Pair> pairs) implements Value {
        public Pairs {
            pairs = List.copyOf(pairs);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onPairs(this);
        }

        @Override
        public String toString() {
            return "Pairs[" + pairs.size() + "]";
        }
    }

    /** One pair of a {@link Pairs}. */
    record Pair(Value key, Value value) {}

    /** {@code List}: values in their order. */
    record Sequence(List<Value> values) implements Value {
        public Sequence {
            values = List.copyOf(values);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onSequence(this);
        }

        @Override
        public String toString() {
            return "Sequence[" + values.size() + "]";
        }
    }

    /** {@code Timestamptz}: a point in time, to the nanosecond, in the years 0000 to 9999 (RFC 3339). */
    record Timestamp(Instant value) implements Value {
        public Timestamp {
            Timestamps.check(value);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onTimestamp(this);
        }

        @Override
        public String toString() {
            return "Timestamp[..]";
        }
    }

    /** {@code Interval}: a length of time, to the nanosecond; may be negative. */
    record Interval(Duration value) implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onInterval(this);
        }

        @Override
        public String toString() {
            return "Interval[..]";
        }
    }

    /**
     * {@code TimeZone}: the name of a time zone.
     *
     * @param name as in the IANA database, {@code Europe/Paris}; only its form is checked, for the two ends of a
     *     connection need not have the same edition of that database
     */
    record Zone(String name) implements Value {
        private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*");
        private static final int MOST_CHARACTERS = 64;

        public Zone {
            if (name.length() > MOST_CHARACTERS || !FORM.matcher(name).matches()) {
                throw new IllegalArgumentException("a time zone is an IANA name of at most " + MOST_CHARACTERS
                        + " characters, such as Europe/Paris; found one of " + name.length());
            }
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onZone(this);
        }

        @Override
        public String toString() {
            return "Zone[..]";
        }
    }

    /** {@code LazyStringMap}: text by text; entries keep their order. */
    record TextMap(Map<String, String> entries) implements Value {
        public TextMap {
            entries = entries.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onTextMap(this);
        }

        @Override
        public String toString() {
            return "TextMap[" + entries.size() + "]";
        }
    }

    /** {@code Null}: no value. */
    record Null() implements Value {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onNull();
        }
    }

    /** Returns the value of kind {@code Null}. */
    static Value ofNull() {
        return ValueCodec.NULL;
    }

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(long integer) {
        return new Int64(integer);
    }

    static Value of(double number) {
        return new Float64(number);
    }

    static Value of(boolean flag) {
        return new Bool(flag);
    }

    /** Returns a buffer with a copy of the bytes. */
    static Value of(byte[] bytes) {
        return new Buffer(Bytes.copyOf(bytes));
    }

    static Value list(Value... values) {
        return new Sequence(List.of(values));
    }

    /** Returns a map with text keys, in the order of the argument. */
    static Value map(Map<String, Value> entries) {
        List<Pair> pairs = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> pairs.add(new Pair(new Text(key), value)));
        return new Pairs(pairs);
    }
}
