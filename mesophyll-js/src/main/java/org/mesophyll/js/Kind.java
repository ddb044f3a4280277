package org.mesophyll.js;

/** What {@code prelude.js} calls the kinds of objects that may leave a machine; each constant says which parts follow. */
enum Kind {
    /** Its elements. */
    LIST,
    /** Keys and values in turn, of an object or a {@code Map}. */
    MAP,
    /** Keys and values in turn. */
    TEXT_MAP,
    /** A number. */
    FLOAT,
    /** A text of digits. */
    UNSIGNED,
    /** An {@code ArrayBuffer}, and which bytes of it: the first and how many. */
    BUFFER,
    /** Three numbers. */
    VECTOR,
    /** Seconds and nanoseconds. */
    TIMESTAMP,
    /** Seconds and nanoseconds. */
    INTERVAL,
    /** A text. */
    ZONE,
    /** Nothing: it has more values than may still be taken. */
    TOO_MUCH,
    /** Nothing: it is no value. */
    NONE
}
