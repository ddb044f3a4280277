package org.mesophyll.protocol.codec;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A choice between the records of a sealed type: written as a map with one entry, from the variant's name to its
 * payload, or as the bare name if the variant has none. Everywhere an index is read in place of the name.
 *
 * @param <T> the sealed type
 */
public abstract class VariantCodec<T> extends Codec<T> {
    private final String name;
    private final Names variants;

    /**
     * Declares a choice.
     *
     * @param name what errors call it
     * @param variants the names, in the order of their indexes
     */
    protected VariantCodec(String name, List<String> variants) {
        this.name = name;
        this.variants = new Names(variants);
    }

    /**
     * Declares a choice between payloads that have codecs.
     *
     * @param type the sealed type
     * @param variants in the order of their indexes, one for each permitted record
     * @throws IllegalArgumentException if a permitted record has no variant
     */
    public static <T> VariantCodec<T> of(Class<T> type, List<Variant<? extends T>> variants) {
        requireAll(type, variants.stream().map(Variant::type).toList());
        return new Declared<>(type.getSimpleName(), variants);
    }

    static void requireAll(Class<?> sealedType, List<? extends Class<?>> declared) {
        Set<Class<?>> missing = new HashSet<>(Arrays.asList(sealedType.getPermittedSubclasses()));
        declared.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(sealedType.getSimpleName() + " has no variant for " + missing);
        }
    }

    /** Declares a variant with a payload. */
    public static <V> Variant<V> variant(String name, Class<V> type, Codec<V> payload) {
        return new Variant<>(name, type, payload);
    }

    /**
     * Reads the payload of a variant. An {@link IllegalArgumentException} is reported as a malformed message.
     *
     * @param variant its index, of one that there is
     */
    protected abstract T readPayload(int variant, MessageReader in) throws MalformedMessageException;

    /** Returns the value of a variant that came as its bare name, or null if that variant has a payload. */
    protected @Nullable T bare(int variant) {
        return null;
    }

    /** Begins a variant with a payload; that follows, then {@link MessageWriter#end()}. */
    protected final void begin(int variant, MessageWriter out) {
        out.beginMap(1);
        out.writeEncoded(variants.encoded(variant));
    }

    /** Writes a variant without a payload. */
    protected final void writeBare(int variant, MessageWriter out) {
        out.writeEncoded(variants.encoded(variant));
    }

    @Override
    public final T read(MessageReader in) throws MalformedMessageException {
        return switch (in.peek()) {
            case MAP -> readEntry(in);
            case TEXT, INTEGER -> readBare(in);
            default -> throw in.expected("a variant of " + name);
        };
    }

    private T readBare(MessageReader in) throws MalformedMessageException {
        T value = bare(readIndex(in));
        if (value == null) {
            throw new MalformedMessageException("a variant of " + name + " lacks its payload");
        }
        return value;
    }

    private T readEntry(MessageReader in) throws MalformedMessageException {
        int entries = in.beginMap();
        if (entries != 1) {
            throw new MalformedMessageException("a variant of " + name + " is a map with 1 entry, found " + entries);
        }
        int variant = readIndex(in);
        try {
            T value = readPayload(variant, in);
            in.end();
            return value;
        } catch (IllegalArgumentException e) {
            throw Codecs.malformed(e);
        }
    }

    private int readIndex(MessageReader in) throws MalformedMessageException {
        long index = in.peek() == Kind.INTEGER ? in.readInteger() : in.readName(variants);
        if (index < 0 || index >= variants.size()) {
            throw new MalformedMessageException("unknown variant of " + name);
        }
        return (int) index;
    }

    /**
     * One of the choices.
     *
     * @param <V> its record
     */
    public static final class Variant<V> {
        private final String name;
        private final Class<V> type;
        private final Codec<V> payload;

        private Variant(String name, Class<V> type, Codec<V> payload) {
            this.name = name;
            this.type = type;
            this.payload = payload;
        }

        private Class<V> type() {
            return type;
        }

        private void write(Object value, MessageWriter out) {
            payload.write(type.cast(value), out);
        }
    }

    private static final class Declared<T> extends VariantCodec<T> {
        private final String name;
        private final Variant<? extends T>[] variants;

        @SuppressWarnings("unchecked") // there is no array of a parameterized type
        private Declared(String name, List<Variant<? extends T>> variants) {
            super(name, variants.stream().map(variant -> variant.name).toList());
            this.name = name;
            this.variants = variants.toArray(Variant[]::new);
        }

        @Override
        public void write(T value, MessageWriter out) {
            for (int i = 0; i < variants.length; i++) {
                if (variants[i].type == value.getClass()) {
                    begin(i, out);
                    variants[i].write(value, out);
                    out.end();
                    return;
                }
            }
            throw new IllegalArgumentException(name + " has no variant for " + value.getClass());
        }

        @Override
        protected T readPayload(int variant, MessageReader in) throws MalformedMessageException {
            return variants[variant].payload.read(in);
        }
    }
}
