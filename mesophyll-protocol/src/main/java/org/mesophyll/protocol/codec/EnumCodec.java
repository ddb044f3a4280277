package org.mesophyll.protocol.codec;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A choice between names: written as the name, read by name, by index, or as a map from either to nil.
 *
 * @param <E> the names
 */
public final class EnumCodec<E extends Enum<E>> extends Codec<E> {
    private final String name;
    private final List<E> constants;
    private final Names names;
    private final Map<E, byte[]> encodedNames;

    private EnumCodec(Class<E> type, Function<E, String> wireName) {
        this.name = type.getSimpleName();
        this.constants = List.of(type.getEnumConstants());
        this.names = new Names(constants.stream().map(wireName).toList());
        this.encodedNames = new EnumMap<>(type);
        constants.forEach(constant -> encodedNames.put(constant, Codecs.TEXT.encode(wireName.apply(constant))));
    }

    /** Declares the names of an enum's constants; their indexes follow the order of declaration. */
    public static <E extends Enum<E>> EnumCodec<E> of(Class<E> type, Function<E, String> wireName) {
        return new EnumCodec<>(type, wireName);
    }

    @Override
    public void write(E value, MessageWriter out) {
        out.writeEncoded(Objects.requireNonNull(encodedNames.get(value)));
    }

    @Override
    public E read(MessageReader in) throws MalformedMessageException {
        if (in.peek() != Kind.MAP) {
            return readConstant(in);
        }
        int entries = in.beginMap();
        if (entries != 1) {
            throw new MalformedMessageException("a " + name + " is a map with 1 entry, found " + entries);
        }
        E value = readConstant(in);
        if (!in.tryNil()) {
            throw in.expected("nil");
        }
        in.end();
        return value;
    }

    private E readConstant(MessageReader in) throws MalformedMessageException {
        long index = in.peek() == Kind.INTEGER ? in.readInteger() : in.readName(names);
        if (index < 0 || index >= constants.size()) {
            throw new MalformedMessageException("unknown " + name + ", allowed are " + names.all());
        }
        return constants.get((int) index);
    }
}
