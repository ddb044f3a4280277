package org.mesophyll.protocol.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Json;

/** One pass over a JSON text, by recursive descent: the depth is bounded, so the stack is. For one thread, and one use. */
final class JsonParser {
    private static final int LONGEST_INTEGER = 20; // 2^64 - 1, or the smallest with its sign
    private static final int SURE_DIGITS = 18; // as many always fit a signed 64-bit integer
    private static final int HEX_DIGITS = 4;
    private static final Json TRUE = Json.of(true);
    private static final Json FALSE = Json.of(false);
    private static final Json EMPTY_ARRAY = Json.array();
    private static final Json EMPTY_OBJECT = Json.emptyObject();

    private final String text;
    private final Rules rules;
    private int at; // the next character
    private int depth;

    /** What one kind of text may do, and another may not. */
    enum Rules {
        /** For what is stored or sent on. */
        STRICT(JsonText.MAX_DEPTH, false, true),
        /** For a request, which is looked at before anything of it is stored or sent on. */
        REQUEST(JsonText.MAX_REQUEST_DEPTH, false, false),
        /** For what only a script reads. */
        LOSSY(JsonText.MAX_DEPTH, true, true);

        private final int maxDepth;
        private final boolean lossy; // integers may be rounded, members may come twice
        private final boolean whole; // no half of a surrogate pair

        Rules(int maxDepth, boolean lossy, boolean whole) {
            this.maxDepth = maxDepth;
            this.lossy = lossy;
            this.whole = whole;
        }
    }

    JsonParser(String text, Rules rules) {
        this.text = text;
        this.rules = rules;
    }

    /** Reads the value that is the whole text. */
    Json document() throws MalformedJsonException {
        Json value = value();
        if (skipSpace() >= 0) {
            throw malformed("something follows the JSON value");
        }
        return value;
    }

    private Json value() throws MalformedJsonException {
        return switch (skipSpace()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> Json.of(string());
            case 't' -> word("true", TRUE);
            case 'f' -> word("false", FALSE);
            case 'n' -> word("null", Json.ofNull());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw notJson();
        };
    }

    private Json object() throws MalformedJsonException {
        enter();
        if (skipSpace() == '}') {
            leave();
            return EMPTY_OBJECT;
        }
        Map<String, Json> members = new LinkedHashMap<>();
        do {
            require(skipSpace() == '"');
            String name = string();
            require(skipSpace() == ':');
            at++;
            if (members.put(name, value()) != null && !rules.lossy) {
                throw malformed("a member of a JSON object comes twice");
            }
        } while (more('}'));
        return Json.object(members);
    }

    private Json array() throws MalformedJsonException {
        enter();
        if (skipSpace() == ']') {
            leave();
            return EMPTY_ARRAY;
        }
        List<Json> elements = new ArrayList<>();
        do {
            elements.add(value());
        } while (more(']'));
        return new Json.Array(elements);
    }

    private void enter() throws MalformedJsonException {
        if (depth == rules.maxDepth) {
            throw MalformedJsonException.overLimit("the JSON nests deeper than " + rules.maxDepth + " levels");
        }
        depth++;
        at++;
    }

    private void leave() {
        depth--;
        at++;
    }

    /** Goes over a comma, or over the end of what was entered last; says whether it was a comma. */
    private boolean more(char end) throws MalformedJsonException {
        int next = skipSpace();
        if (next == end) {
            leave();
            return false;
        }
        require(next == ',');
        at++;
        return true;
    }

    private Json word(String word, Json meaning) throws MalformedJsonException {
        for (int i = 0; i < word.length(); i++) {
            require(isNext(word.charAt(i)));
            at++;
        }
        return meaning;
    }

    private String string() throws MalformedJsonException {
        int start = ++at;
        boolean surrogates = false;
        while (at < text.length()) {
            char unit = text.charAt(at);
            if (unit == '"') {
                String plain = text.substring(start, at++);
                return surrogates ? whole(plain) : plain;
            }
            if (unit == '\\') {
                return whole(escaped(start));
            }
            require(unit >= ' ');
            surrogates |= Character.isSurrogate(unit);
            at++;
        }
        throw notJson();
    }

    /** Reads on where the first escape of a string is. */
    private String escaped(int start) throws MalformedJsonException {
        StringBuilder string = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char unit = text.charAt(at);
            require(unit >= ' ');
            at++;
            if (unit == '"') {
                return string.toString();
            }
            string.append(unit == '\\' ? escape() : unit);
        }
        throw notJson();
    }

    private char escape() throws MalformedJsonException {
        require(at < text.length());
        char escape = text.charAt(at);
        char meaning = switch (escape) {
            case '"', '\\', '/', 'u' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw notJson();
        };
        at++;
        return escape == 'u' ? unit() : meaning;
    }

    private char unit() throws MalformedJsonException {
        int unit = 0;
        for (int i = 0; i < HEX_DIGITS; i++) {
            require(at < text.length() && text.charAt(at) < 128); // digits of other scripts are none of JSON's
            int value = Character.digit(text.charAt(at), 16);
            require(value >= 0);
            unit = 16 * unit + value;
            at++;
        }
        return (char) unit;
    }

    private String whole(String string) throws MalformedJsonException {
        if (rules.whole && JsonShape.isHalved(string)) {
            throw overLimit("a text has half of a surrogate pair");
        }
        return string;
    }

    private Json number() throws MalformedJsonException {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        int firstDigit = at;
        int digits = digits();
        require(digits > 0);
        if (digits > 1 && text.charAt(firstDigit) == '0') {
            at = firstDigit + 1; // what JSON does not allow is the digit behind the zero
            throw notJson();
        }
        boolean integer = true;
        if (isNext('.')) {
            at++;
            integer = false;
            require(digits() > 0);
        }
        if (isNext('e') || isNext('E')) {
            at++;
            integer = false;
            if (isNext('+') || isNext('-')) {
                at++;
            }
            require(digits() > 0);
        }
        int length = at - start;
        if (length > JsonText.MAX_NUMBER_CHARACTERS) {
            throw overLimit("a number has " + length + " characters, the limit is " + JsonText.MAX_NUMBER_CHARACTERS);
        }
        return integer ? integer(start, digits) : floating(start);
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private boolean isNext(char expected) {
        return at < text.length() && text.charAt(at) == expected;
    }

    private Json integer(int start, int digits) throws MalformedJsonException {
        if (digits <= SURE_DIGITS) {
            return Json.of(Long.parseLong(text, start, at, 10));
        }
        if (at - start <= LONGEST_INTEGER) {
            BigInteger value = new BigInteger(text.substring(start, at));
            if (value.bitLength() < Long.SIZE) {
                return Json.of(value.longValue());
            }
            if (value.signum() > 0 && value.bitLength() == Long.SIZE) {
                return Json.ofUnsigned(value.longValue());
            }
        }
        if (rules.lossy) {
            return floating(start);
        }
        throw overLimit("an integer does not fit 64 bits");
    }

    private Json floating(int start) throws MalformedJsonException {
        double value = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(value)) {
            throw overLimit("a number is larger than a 64-bit float holds");
        }
        return Json.of(value);
    }

    /** Goes to the next character that is no space, and returns it, or -1 at the end. */
    private int skipSpace() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
            at++;
        }
        return -1;
    }

    private void require(boolean isJson) throws MalformedJsonException {
        if (!isJson) {
            throw notJson();
        }
    }

    private MalformedJsonException notJson() {
        return MalformedJsonException.unexpected("the text is not JSON" + place(), at);
    }

    private MalformedJsonException malformed(String reason) {
        return new MalformedJsonException(reason + place());
    }

    private MalformedJsonException overLimit(String reason) {
        return MalformedJsonException.overLimit(reason + place());
    }

    private String place() {
        return " (at character " + (at + 1) + ")";
    }
}
