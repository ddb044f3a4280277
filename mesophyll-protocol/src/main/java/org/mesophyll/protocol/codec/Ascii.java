package org.mesophyll.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The quick way for text of which every character is one byte of UTF-8, as most of it is. */
final class Ascii {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ABOVE = 0x8080_8080_8080_8080L;

    private Ascii() {}

    /** Says whether a range of bytes holds nothing else. */
    static boolean is(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            if (((long) EIGHT.get(bytes, at) & ABOVE) != 0) {
                return false;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Copies text, and says whether it holds nothing else; if not, what was copied has no meaning. */
    static boolean copy(String text, byte[] to, int at) {
        int seen = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            seen |= c;
            to[at + i] = (byte) c;
        }
        return seen < 0x80;
    }
}
