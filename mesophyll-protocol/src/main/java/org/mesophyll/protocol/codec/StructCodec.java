package org.mesophyll.protocol.codec;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A structure: written as the array of its fields in their order, read from that or from a map of field names.
 *
 * <p>In a map the order is free, unknown names are read over, and an optional field may be missing; a name that comes
 * twice is refused.
 *
 * @param <T> the structure
 */
public final class StructCodec<T> extends Codec<T> {
    private final String name;
    private final List<Field<T, ?>> fields;
    private final Field<T, ?>[] inOrder; // the same, for the quick
    private final byte[][] fieldNames;
    private final Function<Values<T>, T> constructor;

    @SuppressWarnings("unchecked") // there is no array of a parameterized type
    private StructCodec(String name, List<Field<T, ?>> fields, Function<Values<T>, T> constructor) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.inOrder = fields.toArray(Field[]::new);
        this.fieldNames = Codecs.utf8(fields.stream().map(Field::name).toList());
        this.constructor = constructor;
    }

    /**
     * Declares a structure.
     *
     * @param name what errors call it
     * @param fields in the order of the wire
     * @param constructor makes the structure of the fields' values; an {@link IllegalArgumentException} of it is
     *     reported as a malformed message
     */
    public static <T> StructCodec<T> of(String name, List<Field<T, ?>> fields, Function<Values<T>, T> constructor) {
        return new StructCodec<>(name, fields, constructor);
    }

    /** Declares a structure without fields. */
    public static <T> StructCodec<T> empty(String name, T value) {
        return of(name, List.of(), values -> value);
    }

    @Override
    public void write(T value, MessageWriter out) {
        out.beginArray(fields.size());
        writeElements(value, out);
        out.end();
    }

    int size() {
        return fields.size();
    }

    /** Writes the fields in their order into an array that was begun already. */
    void writeElements(T value, MessageWriter out) {
        for (Field<T, ?> field : inOrder) {
            field.write(value, out);
        }
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
        T value = readElements(in, in.beginArray());
        in.end();
        return value;
    }

    /** Reads the fields in their order from an array that was entered already. */
    T readElements(MessageReader in, int count) throws MalformedMessageException {
        if (count != fields.size()) {
            throw new MalformedMessageException(name + " has " + fields.size() + " fields, found " + count);
        }
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = inOrder[i].read(in);
        }
        return Codecs.make(constructor, new Values<>(inOrder, values));
    }

    /** Reads a map of field names; names that are no fields are read over. */
    T readMap(MessageReader in) throws MalformedMessageException {
        int count = in.beginMap();
        @Nullable Object[] values = new @Nullable Object[fields.size()];
        boolean[] seen = new boolean[fields.size()];
        for (int i = 0; i < count; i++) {
            int field = in.readName(fieldNames);
            if (field < 0) {
                in.skip();
                continue;
            }
            if (seen[field]) {
                throw new MalformedMessageException(
                        name + " has the field " + fields.get(field).name() + " twice");
            }
            seen[field] = true;
            values[field] = fields.get(field).read(in);
        }
        in.end();
        refuseMissing(seen);
        return Codecs.make(constructor, new Values<>(inOrder, values));
    }

    private void refuseMissing(boolean[] seen) throws MalformedMessageException {
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i] && !fields.get(i).mayBeLeftOut()) {
                throw new MalformedMessageException(
                        name + " lacks the field " + fields.get(i).name());
            }
        }
    }

    /**
     * The values that were read for a structure's fields.
     *
     * @param <T> the structure
     */
    public static final class Values<T> {
        private final Field<T, ?>[] fields;
        private final @Nullable Object[] values;

        private Values(Field<T, ?>[] fields, @Nullable Object[] values) {
            this.fields = fields;
            this.values = values;
        }

        /** Returns what was read for a field of the structure's declaration. */
        @SuppressWarnings({"unchecked", "NullAway"}) // a field's value was read by that field's own codec
        public <F extends @Nullable Object> F get(Field<T, F> field) {
            for (int i = 0; i < values.length; i++) {
                if (fields[i] == field) {
                    return (F) values[i];
                }
            }
            throw new IllegalStateException("the structure does not declare the field " + field.name());
        }
    }
}
