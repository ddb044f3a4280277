package org.mesophyll.js;

import org.graalvm.polyglot.Value;

/**
 * Something in a machine, seen from the host. Reading one may run code of the script, and throws what that throws; so does all
 * of it once the machine was stopped.
 */
record Guest(Value value) {
    boolean isNull() {
        return value.isNull();
    }

    boolean isTrue() {
        return value.isBoolean() && value.asBoolean();
    }

    boolean isBoolean() {
        return value.isBoolean();
    }

    boolean isText() {
        return value.isString();
    }

    boolean isNumber() {
        return value.isNumber();
    }

    /** Says whether it is a whole number that a long holds; minus zero is none. */
    boolean isLong() {
        return value.fitsInLong();
    }

    String text() {
        return value.asString();
    }

    long number() {
        return value.asLong();
    }

    double fraction() {
        return value.asDouble();
    }

    long size() {
        return value.getArraySize();
    }

    Guest at(long index) {
        return new Guest(value.getArrayElement(index));
    }

    Guest member(String name) {
        return new Guest(value.getMember(name));
    }

    /** Returns bytes of an {@code ArrayBuffer}. */
    byte[] bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        value.readBuffer(offset, bytes, 0, length);
        return bytes;
    }

    /** Runs it, a function or a program that was parsed. */
    Guest run() {
        return new Guest(value.execute());
    }

    /** Calls a function that it has. */
    Guest call(String function, Object... arguments) {
        return new Guest(value.invokeMember(function, arguments));
    }
}
