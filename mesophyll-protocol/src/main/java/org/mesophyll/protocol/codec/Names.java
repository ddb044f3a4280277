package org.mesophyll.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The names of fields or variants, to be found among bytes without making text of them. */
final class Names {
    private static final int UNKNOWN = -1;

    private final List<String> names;
    private final byte[][] utf8;
    private final byte[][] encoded;
    private final int[] table; // open addressing; index + 1, or 0 where a chain ends

    Names(List<String> names) {
        this.names = List.copyOf(names);
        this.utf8 = names.stream().map(Names::utf8).toArray(byte[][]::new);
        this.encoded = names.stream().map(Codecs.TEXT::encode).toArray(byte[][]::new);
        this.table = new int[Integer.highestOneBit(names.size() + 1) * 4];
        for (int index = 0; index < utf8.length; index++) {
            int slot = slot(utf8[index], 0, utf8[index].length);
            while (table[slot] != 0) {
                slot = after(slot);
            }
            table[slot] = index + 1;
        }
    }

    int size() {
        return utf8.length;
    }

    String get(int index) {
        return names.get(index);
    }

    List<String> all() {
        return names;
    }

    /** Returns a name as it is written; not to be changed. */
    byte[] encoded(int index) {
        return encoded[index];
    }

    /** Returns the index of the name that a range of bytes is, or -1 if it is none. */
    int find(byte[] bytes, int from, int length) {
        for (int slot = slot(bytes, from, length); table[slot] != 0; slot = after(slot)) {
            byte[] name = utf8[table[slot] - 1];
            if (name.length == length && Arrays.equals(name, 0, length, bytes, from, from + length)) {
                return table[slot] - 1;
            }
        }
        return UNKNOWN;
    }

    private int slot(byte[] bytes, int from, int length) {
        int ends = length == 0 ? 0 : 31 * bytes[from] + 7 * bytes[from + length - 1];
        return (ends + length) & (table.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (table.length - 1);
    }

    private static byte[] utf8(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
