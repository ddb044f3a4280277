package org.mesophyll.protocol.value;

import java.util.Arrays;

/** An immutable sequence of bytes. */
public final class Bytes {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns a sequence with a copy of the bytes. */
    public static Bytes copyOf(byte... bytes) {
        return new Bytes(bytes.clone());
    }

    /** Takes an array that nobody else keeps. */
    static Bytes owning(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** Returns the array itself, for reading only. */
    byte[] shared() {
        return bytes;
    }

    /** Returns how many bytes there are. */
    public int length() {
        return bytes.length;
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Tells the length only: content does not belong into logs. */
    @Override
    public String toString() {
        return "Bytes[" + bytes.length + "]";
    }
}
