package org.mesophyll.protocol.codec;

/** What a value of MessagePack is, by its first byte. */
public enum Kind {
    NIL("nil"),
    BOOLEAN("a boolean"),
    INTEGER("an integer"),
    FLOAT("a float"),
    TEXT("text"),
    BINARY("binary"),
    ARRAY("an array"),
    MAP("a map"),
    /** An extension type or the reserved byte c1; no message holds either. */
    UNSUPPORTED("an unsupported type");

    private final String phrase;

    Kind(String phrase) {
        this.phrase = phrase;
    }

    /** Returns what errors call it. */
    String phrase() {
        return phrase;
    }

    /** Returns the kind of a first byte, 0 to 255. */
    static Kind of(int tag) {
        if (tag < 0x80 || tag >= 0xe0) {
            return INTEGER;
        }
        if (tag < 0x90) {
            return MAP;
        }
        if (tag < 0xa0) {
            return ARRAY;
        }
        if (tag < 0xc0) {
            return TEXT;
        }
        return switch (tag) {
            case 0xc0 -> NIL;
            case 0xc2, 0xc3 -> BOOLEAN;
            case 0xc4, 0xc5, 0xc6 -> BINARY;
            case 0xca, 0xcb -> FLOAT;
            case 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3 -> INTEGER;
            case 0xd9, 0xda, 0xdb -> TEXT;
            case 0xdc, 0xdd -> ARRAY;
            case 0xde, 0xdf -> MAP;
            default -> UNSUPPORTED;
        };
    }
}
