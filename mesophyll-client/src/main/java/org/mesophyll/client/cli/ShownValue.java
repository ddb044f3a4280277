package org.mesophyll.client.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import picocli.CommandLine.Help.Ansi;

/** Writes a value for people and shells: a text as it is, without quotes, and everything else as JSON. */
final class ShownValue {
    private static final String TEXT = "Text";
    private static final int REPLACEMENT = 0xfffd;

    private ShownValue() {}

    /** Writes a value that comes in its tagged form, such as {@code {"Text":"hi"}}. */
    static String ofTagged(JsonValue value) {
        JsonValue text = value instanceof JsonObject object && object.size() == 1 ? object.get(TEXT) : null;
        return text == null ? value.toString() : ofPlain(text);
    }

    /** Writes a value that comes as plain JSON. */
    static String ofPlain(JsonValue value) {
        return value instanceof JsonString text ? shown(text.getString()) : value.toString();
    }

    /** A pipe or a file gets the text unchanged; a terminal gets no character that it could take for a command. */
    private static String shown(String text) {
        if (!Ansi.AUTO.enabled()) {
            return text;
        }
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints().map(point -> isCommand(point) ? REPLACEMENT : point).forEach(harmless::appendCodePoint);
        return harmless.toString();
    }

    private static boolean isCommand(int point) {
        return Character.isISOControl(point) && point != '\n' && point != '\t';
    }
}
