package org.mesophyll.lua;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of values that Lua has none for: tables whose metatable, made in {@code prelude.lua}, has the number first. */
enum Kind {
    LIST(1),
    MAP(2),
    TEXT_MAP(3),
    UNSIGNED(4),
    BUFFER(5),
    VECTOR(6),
    TIMESTAMP(7),
    INTERVAL(8),
    ZONE(9);

    private final int number;

    Kind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<Kind> of(long number) {
        return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }
}
