package org.mesophyll.protocol.codec;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A choice between records whose variant stands among the fields: written as an array of the variant's name and then
 * its fields, read from that or from a map in which the name stands under the tag.
 *
 * @param <T> the sealed type
 */
public final class TaggedCodec<T> extends Codec<T> {
    private final String name;
    private final Names tag;
    private final List<Variant<? extends T>> variants;
    private final Names variantNames;
    private final Map<Class<?>, Variant<? extends T>> byType;

    private TaggedCodec(String name, String tag, List<Variant<? extends T>> variants) {
        this.name = name;
        this.tag = new Names(List.of(tag));
        this.variants = List.copyOf(variants);
        this.variantNames =
                new Names(variants.stream().map(variant -> variant.name).toList());
        this.byType = variants.stream().collect(Collectors.toUnmodifiableMap(v -> v.type, Function.identity()));
    }

    /**
     * Declares a choice.
     *
     * @param type the sealed type
     * @param tag the field that holds the variant's name in a map
     * @param variants one for each permitted record
     * @throws IllegalArgumentException if a permitted record has no variant
     */
    public static <T> TaggedCodec<T> of(Class<T> type, String tag, List<Variant<? extends T>> variants) {
        VariantCodec.requireAll(
                type, variants.stream().map(variant -> variant.type).toList());
        return new TaggedCodec<>(type.getSimpleName(), tag, variants);
    }

    /** Declares a variant; its structure has the variant's name. */
    public static <V> Variant<V> variant(Class<V> type, StructCodec<V> fields) {
        return new Variant<>(fields.name(), type, fields);
    }

    @Override
    public void write(T value, MessageWriter out) {
        Variant<? extends T> variant = byType.get(value.getClass());
        if (variant == null) {
            throw new IllegalArgumentException(name + " has no variant for " + value.getClass());
        }
        variant.write(value, out);
    }

    @Override
    public T read(MessageReader in) throws MalformedMessageException {
        return switch (in.peek()) {
            case ARRAY -> readArray(in);
            case MAP -> readMap(in);
            default -> throw in.expected("the fields of " + name);
        };
    }

    private T readArray(MessageReader in) throws MalformedMessageException {
        int count = in.beginArray();
        if (count == 0) {
            throw new MalformedMessageException(name + " starts with the name of its variant, found no elements");
        }
        T value = readVariant(in).fields.readElements(in, count - 1);
        in.end();
        return value;
    }

    private T readMap(MessageReader in) throws MalformedMessageException {
        int start = in.mark();
        int count = in.beginMap();
        Variant<? extends T> variant = findTag(in, count);
        in.end();
        in.rewind(start);
        return variant.fields.readMap(in);
    }

    private Variant<? extends T> findTag(MessageReader in, int count) throws MalformedMessageException {
        Variant<? extends T> found = null;
        for (int i = 0; i < count; i++) {
            if (in.readName(tag) != 0) {
                in.skip();
                continue;
            }
            if (found != null) {
                throw new MalformedMessageException(name + " has the name of its variant twice");
            }
            found = readVariant(in);
        }
        if (found == null) {
            throw new MalformedMessageException(name + " lacks the name of its variant");
        }
        return found;
    }

    private Variant<? extends T> readVariant(MessageReader in) throws MalformedMessageException {
        int index = in.readName(variantNames);
        if (index < 0) {
            throw new MalformedMessageException("unknown variant of " + name);
        }
        return variants.get(index);
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
        private final StructCodec<V> fields;

        private Variant(String name, Class<V> type, StructCodec<V> fields) {
            this.name = name;
            this.encodedName = Codecs.TEXT.encode(name);
            this.type = type;
            this.fields = fields;
        }

        private void write(Object value, MessageWriter out) {
            out.beginArray(1 + fields.size());
            out.writeEncoded(encodedName);
            fields.writeFields(type.cast(value), out);
            out.end();
        }
    }
}
