package org.mesophyll.protocol.codec;

import java.util.List;
import java.util.Set;

/**
 * A structure: written as the array of its fields in their order, read from that or from a map of field names.
 *
 * <p>In a map the order is free, unknown names are read over, and an optional field may be missing; a name that comes
 * twice is refused. A subclass writes and reads the fields by calls that a compiler can see through: a codec that goes
 * through lists of fields took three to four times as long.
 *
 * @param <T> the structure
 */
public abstract class StructCodec<T> extends Codec<T> {
    private final String name;
    private final Names fields;
    private final boolean[] mayBeLeftOut;

    /**
     * Declares a structure.
     *
     * @param name what errors call it
     * @param fields the names, in the order of the wire
     */
    protected StructCodec(String name, String... fields) {
        this(name, List.of(fields), Set.of());
    }

    /**
     * Declares a structure.
     *
     * @param name what errors call it
     * @param fields the names, in the order of the wire
     * @param optional those that a map may leave out, which is read as nil
     */
    protected StructCodec(String name, List<String> fields, Set<String> optional) {
        this.name = name;
        this.fields = new Names(fields);
        this.mayBeLeftOut = new boolean[fields.size()];
        for (int i = 0; i < mayBeLeftOut.length; i++) {
            mayBeLeftOut[i] = optional.contains(fields.get(i));
        }
    }

    /** Declares a structure without fields. */
    public static <T> StructCodec<T> empty(String name, T value) {
        return new StructCodec<>(name) {
            @Override
            protected void writeFields(T same, MessageWriter out) {}

            @Override
            protected T readFields(MessageReader in) {
                return value;
            }
        };
    }

    /** Writes every field, in the order of their names. */
    protected abstract void writeFields(T value, MessageWriter out);

    /**
     * Reads every field, in the order of their names. An {@link IllegalArgumentException} is reported as a malformed
     * message.
     */
    protected abstract T readFields(MessageReader in) throws MalformedMessageException;

    @Override
    public final void write(T value, MessageWriter out) {
        out.beginArray(fields.size());
        writeFields(value, out);
        out.end();
    }

    String name() {
        return name;
    }

    int size() {
        return fields.size();
    }

    @Override
    public final T read(MessageReader in) throws MalformedMessageException {
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
        return make(in);
    }

    /** Reads a map of field names; names that are no fields are read over. */
    T readMap(MessageReader in) throws MalformedMessageException {
        int count = in.beginMap();
        int[] starts = new int[fields.size()];
        int[] ends = new int[fields.size()]; // 0 where there is none yet
        for (int i = 0; i < count; i++) {
            int field = in.readName(fields);
            int start = in.mark();
            in.skip();
            if (field < 0) {
                continue;
            }
            if (ends[field] != 0) {
                throw new MalformedMessageException(name + " has the field " + fields.get(field) + " twice");
            }
            starts[field] = start;
            ends[field] = in.mark();
        }
        refuseMissing(ends);
        T value = make(in.gather(starts, ends));
        in.end();
        return value;
    }

    private T make(MessageReader in) throws MalformedMessageException {
        try {
            return readFields(in);
        } catch (IllegalArgumentException e) {
            throw Codecs.malformed(e);
        }
    }

    private void refuseMissing(int[] ends) throws MalformedMessageException {
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] == 0 && !mayBeLeftOut[i]) {
                throw new MalformedMessageException(name + " lacks the field " + fields.get(i));
            }
        }
    }
}
