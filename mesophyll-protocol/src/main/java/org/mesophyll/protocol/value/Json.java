package org.mesophyll.protocol.value;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.codec.Codec;

/**
 * Free JSON, as metadata and event data carry it: on the wire plain MessagePack ({@code docs/protocol.md}, section 1).
 *
 * <p>Integers keep all 64 bits, signed or unsigned; they are equal only to integers, and floats only to floats.
 */
public sealed interface Json {
    Codec<Json> CODEC = new JsonCodec();

    /** Calls the method of the reader that is for this kind, and returns what it returns. */
    <R> R read(Reader<R> reader);

    /**
     * Handles each kind of JSON.
     *
     * @param <R> what comes of it
     */
    interface Reader<R> {
        R onNull();

        R onBool(boolean value);

        R onInteger(long value);

        /** Takes an integer above {@link Long#MAX_VALUE}, as the bits of an unsigned one. */
        R onLargeInteger(long bits);

        R onFloat(double value);

        R onText(String value);

        R onArray(List<Json> elements);

        R onObject(Map<String, Json> members);
    }

    /** The JSON value null. */
    record Null() implements Json {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onNull();
        }
    }

    /** True or false. */
    record Bool(boolean value) implements Json {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onBool(value);
        }

        @Override
        public String toString() {
            return "Bool[..]";
        }
    }

    /** An integer that fits 64 bits with a sign. */
    record Int(long value) implements Json {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onInteger(value);
        }

        @Override
        public String toString() {
            return "Int[..]";
        }
    }

    /**
     * An integer above {@link Long#MAX_VALUE} that fits 64 bits without a sign.
     *
     * @param bits the unsigned number; as a signed one it is negative
     */
    record LargeInt(long bits) implements Json {
        public LargeInt {
            if (bits >= 0) {
                throw new IllegalArgumentException("a large integer is above " + Long.MAX_VALUE + ": " + bits);
            }
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onLargeInteger(bits);
        }

        @Override
        public String toString() {
            return "LargeInt[..]";
        }
    }

    /** A number with a fraction or an exponent. */
    record Float64(double value) implements Json {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onFloat(value);
        }

        @Override
        public String toString() {
            return "Float64[..]";
        }
    }

    /** Text. */
    record Text(String value) implements Json {
        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onText(value);
        }

        @Override
        public String toString() {
            return "Text[" + value.length() + "]";
        }
    }

    /** An array. */
    record Array(List<Json> elements) implements Json {
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onArray(elements);
        }

        @Override
        public String toString() {
            return "Array[" + elements.size() + "]";
        }
    }

    /** An object; its members keep their order. */
    record Members(Map<String, Json> members) implements Json {
        public Members {
            members = members.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public <R> R read(Reader<R> reader) {
            return reader.onObject(members);
        }

        @Override
        public String toString() {
            return "Members[" + members.size() + "]";
        }
    }

    /** Returns null. */
    static Json ofNull() {
        return JsonCodec.NULL;
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json of(long value) {
        return new Int(value);
    }

    /** Returns the integer whose 64 bits these are, without a sign. */
    static Json ofUnsigned(long bits) {
        return bits < 0 ? new LargeInt(bits) : new Int(bits);
    }

    static Json of(double value) {
        return new Float64(value);
    }

    static Json of(String value) {
        return new Text(value);
    }

    static Json array(Json... elements) {
        return new Array(List.of(elements));
    }

    static Json object(Map<String, Json> members) {
        return new Members(members);
    }

    /** Returns an object without members. */
    static Json emptyObject() {
        return new Members(Map.of());
    }
}
