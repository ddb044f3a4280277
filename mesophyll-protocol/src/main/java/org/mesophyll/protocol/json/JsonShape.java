package org.mesophyll.protocol.json;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.mesophyll.protocol.value.Json;

/** Takes JSON for what it should be, or says what it should have been. */
public final class JsonShape {
    private static final Pattern NAME = Pattern.compile("[a-z_]{1,20}");

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

    /** Says whether a text has half of a surrogate pair, which UTF-8 and so no message can carry. */
    public static boolean isHalved(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /**
     * Rejects JSON of which a text or a member's name has half of a surrogate pair.
     *
     * @param place what the JSON is, as in {@code params.event}; the message goes on from there
     */
    public static void requireWhole(Json json, String place) throws MalformedJsonException {
        if (isHalved(json)) {
            throw new MalformedJsonException(halvedPlace(json, place) + " has half of a surrogate pair");
        }
    }

    private static boolean isHalved(Json json) {
        if (json instanceof Json.Text text) {
            return isHalved(text.value());
        }
        if (json instanceof Json.Array array) {
            return array.elements().stream().anyMatch(JsonShape::isHalved);
        }
        return json instanceof Json.Members object
                && object.members().entrySet().stream()
                        .anyMatch(member -> isHalved(member.getKey()) || isHalved(member.getValue()));
    }

    private static String halvedPlace(Json json, String place) {
        if (json instanceof Json.Array array) {
            for (int i = 0; i < array.elements().size(); i++) {
                if (isHalved(array.elements().get(i))) {
                    return halvedPlace(array.elements().get(i), place + "[" + i + "]");
                }
            }
        }
        if (json instanceof Json.Members object) {
            for (Map.Entry<String, Json> member : object.members().entrySet()) {
                if (isHalved(member.getKey())) {
                    return "the name of a member of " + place;
                }
                if (isHalved(member.getValue())) {
                    return halvedPlace(member.getValue(), place + "." + shown(member.getKey()));
                }
            }
        }
        return place;
    }

    /** Returns a member's name if it can be one of ours, which an answer may repeat. */
    private static String shown(String name) {
        return NAME.matcher(name).matches() ? name : "…";
    }
}
