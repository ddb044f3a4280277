package org.mesophyll.protocol.codec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a structure: its name on the wire, its form, and how to get it.
 *
 * @param <T> the structure
 * @param <F> the field's type
 */
public final class Field<T, F extends @Nullable Object> {
    private final String name;
    private final Codec<F> codec;
    private final Function<T, F> get;
    private final boolean optional;

    private Field(String name, Codec<F> codec, Function<T, F> get, boolean optional) {
        this.name = name;
        this.codec = codec;
        this.get = get;
        this.optional = optional;
    }

    /** Declares a field that is always there. */
    public static <T, F> Field<T, F> of(String name, Codec<F> codec, Function<T, F> get) {
        return new Field<>(name, codec, get, false);
    }

    /** Declares a field that is nil when its value is null, and that a structure written as a map may leave out. */
    public static <T, F> Field<T, @Nullable F> optional(String name, Codec<F> codec, Function<T, @Nullable F> get) {
        return new Field<>(name, Codecs.optional(codec), get, true);
    }

    /** Declares a text field. */
    public static <T> Field<T, String> text(String name, Function<T, String> get) {
        return of(name, Codecs.TEXT, get);
    }

    String name() {
        return name;
    }

    boolean mayBeLeftOut() {
        return optional;
    }

    void write(T value, MessageWriter out) {
        codec.write(get.apply(value), out);
    }

    F read(MessageReader in) throws MalformedMessageException {
        return codec.read(in);
    }
}
