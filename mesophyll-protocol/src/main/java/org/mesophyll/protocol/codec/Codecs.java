package org.mesophyll.protocol.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The codecs of plain values, and ways to make a codec from another. */
public final class Codecs {
    public static final Codec<String> TEXT = of((value, out) -> out.writeText(value), MessageReader::readText);
    public static final Codec<Boolean> BOOLEAN =
            of((value, out) -> out.writeBoolean(value), MessageReader::readBoolean);
    public static final Codec<Integer> INT32 = of((value, out) -> out.writeInteger(value), MessageReader::readInt32);
    public static final Codec<Long> INT64 = of((value, out) -> out.writeInteger(value), MessageReader::readInteger);
    /** The 64 bits of a {@code long}, taken as unsigned. */
    public static final Codec<Long> UINT64 = of((value, out) -> out.writeUnsigned(value), MessageReader::readUnsigned);

    public static final Codec<Double> FLOAT64 = of((value, out) -> out.writeFloat64(value), MessageReader::readFloat64);
    public static final Codec<Map<String, String>> TEXT_MAP = textMap(TEXT);

    private static final int MOST_RESERVED = 16;

    private Codecs() {}

    /** Reads one value; a function that may refuse. */
    @FunctionalInterface
    public interface Read<T> {
        T read(MessageReader in) throws MalformedMessageException;
    }

    /** Joins the two halves of a codec. */
    public static <T> Codec<T> of(BiConsumer<T, MessageWriter> write, Read<T> read) {
        return new Codec<>() {
            @Override
            public void write(T value, MessageWriter out) {
                write.accept(value, out);
            }

            @Override
            public T read(MessageReader in) throws MalformedMessageException {
                return read.read(in);
            }
        };
    }

    /**
     * Carries a type in the form of another.
     *
     * @param unwrap from the type to what is written
     * @param wrap back; an {@link IllegalArgumentException} of it is reported as a malformed message
     */
    public static <T, R> Codec<T> mapped(Codec<R> carrier, Function<T, R> unwrap, Function<R, T> wrap) {
        return new MappedCodec<>(carrier, unwrap, wrap);
    }

    /** Reads and writes an array of values. */
    public static <T> Codec<List<T>> list(Codec<T> element) {
        return of(
                (values, out) -> {
                    out.beginArray(values.size());
                    for (T value : values) {
                        element.write(value, out);
                    }
                    out.end();
                },
                in -> {
                    int count = in.beginArray();
                    // A count is a claim until its elements were read; nested claims would add up.
                    List<T> values = new ArrayList<>(Math.min(count, MOST_RESERVED));
                    for (int i = 0; i < count; i++) {
                        values.add(element.read(in));
                    }
                    in.end();
                    return values;
                });
    }

    /** Reads and writes a map; of entries with the same key the last one counts. */
    public static <K, V> Codec<Map<K, V>> map(Codec<K> key, Codec<V> value) {
        return of(
                (entries, out) -> {
                    out.beginMap(entries.size());
                    entries.forEach((k, v) -> {
                        key.write(k, out);
                        value.write(v, out);
                    });
                    out.end();
                },
                in -> {
                    int count = in.beginMap();
                    Map<K, V> entries = new LinkedHashMap<>();
                    for (int i = 0; i < count; i++) {
                        entries.put(key.read(in), value.read(in));
                    }
                    in.end();
                    return entries;
                });
    }

    /** Reads and writes a map whose keys are text. */
    public static <V> Codec<Map<String, V>> textMap(Codec<V> value) {
        return map(TEXT, value);
    }

    /** Reads and writes a value or nil. */
    public static <T> Codec<@Nullable T> optional(Codec<T> codec) {
        return new OptionalCodec<>(codec);
    }

    /** Reports what a constructor has refused. */
    static MalformedMessageException malformed(IllegalArgumentException refusal) {
        return new MalformedMessageException(String.valueOf(refusal.getMessage()));
    }

    private static final class MappedCodec<T, R> extends Codec<T> {
        private final Codec<R> carrier;
        private final Function<T, R> unwrap;
        private final Function<R, T> wrap;

        private MappedCodec(Codec<R> carrier, Function<T, R> unwrap, Function<R, T> wrap) {
            this.carrier = carrier;
            this.unwrap = unwrap;
            this.wrap = wrap;
        }

        @Override
        public void write(T value, MessageWriter out) {
            carrier.write(unwrap.apply(value), out);
        }

        @Override
        public T read(MessageReader in) throws MalformedMessageException {
            R carried = carrier.read(in);
            try {
                return wrap.apply(carried);
            } catch (IllegalArgumentException e) {
                throw malformed(e);
            }
        }
    }

    private static final class OptionalCodec<T> extends Codec<@Nullable T> {
        private final Codec<T> codec;

        private OptionalCodec(Codec<T> codec) {
            this.codec = codec;
        }

        @Override
        public void write(@Nullable T value, MessageWriter out) {
            codec.writeOptional(value, out);
        }

        @Override
        @SuppressWarnings("NullAway") // it does not check that T of the interface is here a T or null
        public @Nullable T read(MessageReader in) throws MalformedMessageException {
            return codec.readOptional(in);
        }
    }
}
