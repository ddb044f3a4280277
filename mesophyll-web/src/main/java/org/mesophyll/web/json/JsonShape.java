package org.mesophyll.web.json;

import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Json;

/** Takes JSON for what it should be, or says what it should have been. */
public final class JsonShape {
    private JsonShape() {}

    public static Map<String, Json> object(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.Members object) {
            return object.members();
        }
        throw new MalformedJsonException(what + " must be an object");
    }

    public static List<Json> array(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.Array array) {
            return array.elements();
        }
        throw new MalformedJsonException(what + " must be an array");
    }

    public static String text(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.Text text) {
            return text.value();
        }
        throw new MalformedJsonException(what + " must be a string");
    }

    public static boolean flag(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.Bool flag) {
            return flag.value();
        }
        throw new MalformedJsonException(what + " must be true or false");
    }

    public static long integer(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.Int integer) {
            return integer.value();
        }
        throw new MalformedJsonException(what + " must be an integer of 64 bits with a sign");
    }

    /** Returns the bits of an unsigned integer. */
    public static long unsigned(Json json, String what) throws MalformedJsonException {
        if (json instanceof Json.LargeInt integer) {
            return integer.bits();
        }
        long value = integer(json, what);
        if (value < 0) {
            throw new MalformedJsonException(what + " must not be negative");
        }
        return value;
    }

    public static void count(List<Json> elements, int count, String what) throws MalformedJsonException {
        if (elements.size() != count) {
            throw new MalformedJsonException(what + " must have " + count + " elements, found " + elements.size());
        }
    }
}
