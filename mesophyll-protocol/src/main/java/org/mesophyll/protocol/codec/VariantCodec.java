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
public final class VariantCodec<T> extends Codec<T> {
    private final String name;
    private final List<Variant<? extends T>> variants;
    private final byte[][] variantNames;

    private VariantCodec(String name, List<Variant<? extends T>> variants) {
        this.name = name;
        this.variants = List.copyOf(variants);
        this.variantNames = Codecs.utf8(variants.stream().map(Variant::name).toList());
    }

    /**
     * Declares a choice.
     *
     * @param type the sealed type
     * @param variants in the order of their indexes, one for each permitted record
     * @throws IllegalArgumentException if a permitted record has no variant
     */
    public static <T> VariantCodec<T> of(Class<T> type, List<Variant<? extends T>> variants) {
        requireAll(type, variants.stream().map(Variant::type).toList());
        return new VariantCodec<>(type.getSimpleName(), variants);
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
        return new Variant<>(name, type, payload, null);
    }

    /** Declares a variant without a payload, which is written as its bare name. */
    public static <V> Variant<V> bare(String name, Class<V> type, V value) {
        return new Variant<>(
                name, type, Codecs.of((unused, out) -> out.writeNil(), in -> readNothing(in, value)), value);
    }

    @Override
    public void write(T value, MessageWriter out) {
        for (int i = 0; i < variants.size(); i++) {
            if (variants.get(i).type == value.getClass()) {
                variants.get(i).write(value, out);
                return;
            }
        }
        throw new IllegalArgumentException(name + " has no variant for " + value.getClass());
    }

    @Override
    public T read(MessageReader in) throws MalformedMessageException {
        return switch (in.peek()) {
            case TEXT, INTEGER -> readBare(in);
            case MAP -> readEntry(in);
            default -> throw in.expected("a variant of " + name);
        };
    }

    private T readBare(MessageReader in) throws MalformedMessageException {
        T value = variants.get(readIndex(in)).bareValue;
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
        T value = variants.get(readIndex(in)).payload.read(in);
        in.end();
        return value;
    }

    private int readIndex(MessageReader in) throws MalformedMessageException {
        long index = in.peek() == MessageReader.Kind.INTEGER ? in.readInteger() : in.readName(variantNames);
        if (index < 0 || index >= variants.size()) {
            throw new MalformedMessageException("unknown variant of " + name);
        }
        return (int) index;
    }

    private static <V> V readNothing(MessageReader in, V value) throws MalformedMessageException {
        if (!in.tryNil()) {
            throw in.expected("nil");
        }
        return value;
    }

    /**
     * One of the choices.
     *
     * @param <V> its record
     */
    public static final class Variant<V> {
        private final String name;
        private final byte[] encodedName;
        private final Class<V> type;
        private final Codec<V> payload;
        private final @Nullable V bareValue;

        private Variant(String name, Class<V> type, Codec<V> payload, @Nullable V bareValue) {
            this.name = name;
            this.encodedName = Codecs.encodedText(name);
            this.type = type;
            this.payload = payload;
            this.bareValue = bareValue;
        }

        String name() {
            return name;
        }

        Class<V> type() {
            return type;
        }

        private void write(Object value, MessageWriter out) {
            if (bareValue != null) {
                out.writeEncoded(encodedName);
                return;
            }
            out.beginMap(1);
            out.writeEncoded(encodedName);
            payload.write(type.cast(value), out);
            out.end();
        }
    }
}
