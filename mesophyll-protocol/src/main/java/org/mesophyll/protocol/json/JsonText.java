package org.mesophyll.protocol.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.value.Json;

/**
 * Reads and writes JSON text (RFC 8259).
 *
 * <p>Every reading method rejects text that is not JSON, nesting beyond a limit, a number of more than
 * {@value #MAX_NUMBER_CHARACTERS} characters, a number that is larger than a 64-bit float holds, anything behind the value, and,
 * except for {@link #parseRequest}, half of a surrogate pair, which no message can carry. Time and memory are in proportion to
 * the text. The caller bounds the text's length.
 *
 * <p>A number without fraction and exponent is an integer and keeps all its digits; any other is the nearest 64-bit float.
 */
public final class JsonText {
    /** How deep the arrays and objects of a value may nest: as deep as those of a message. */
    public static final int MAX_DEPTH = DecodeLimits.PROTOCOL_DEPTH;

    /** How deep a request may nest: as deep as a value, and what a request wraps one in. */
    public static final int MAX_REQUEST_DEPTH = 72;

    /** How many characters a number may have: more than any 64-bit float needs to be written exactly. */
    public static final int MAX_NUMBER_CHARACTERS = 1_100;

    private JsonText() {}

    /**
     * Reads one value, and rejects a member that comes twice and an integer that does not fit 64 bits.
     *
     * @throws MalformedJsonException if the bytes are not acceptable JSON in UTF-8; the text says why, not what they are
     */
    public static Json parse(byte[] utf8) throws MalformedJsonException {
        return parse(decode(utf8));
    }

    /**
     * Reads one value, and rejects a member that comes twice and an integer that does not fit 64 bits.
     *
     * @throws MalformedJsonException if the text is not acceptable JSON; the text says why, not what it is
     */
    public static Json parse(String text) throws MalformedJsonException {
        return new JsonParser(text, JsonParser.Rules.STRICT).document();
    }

    /**
     * Reads a request: as {@link #parse(byte[])}, but up to {@value #MAX_REQUEST_DEPTH} levels, and with halves of surrogate pairs,
     * so that an answer can name the request and the place: {@link JsonShape#requireWhole} finds them.
     *
     * @throws MalformedJsonException if the bytes are not acceptable JSON in UTF-8
     */
    public static Json parseRequest(byte[] utf8) throws MalformedJsonException {
        return parseRequest(decode(utf8));
    }

    /**
     * Reads a request; see {@link #parseRequest(byte[])}.
     *
     * @throws MalformedJsonException if the text is not acceptable JSON
     */
    public static Json parseRequest(String text) throws MalformedJsonException {
        return new JsonParser(text, JsonParser.Rules.REQUEST).document();
    }

    /**
     * Reads one value as programs do that have only floats: an integer that does not fit 64 bits becomes the nearest float, and
     * of a member that comes twice the last counts. All limits hold.
     *
     * @throws MalformedJsonException if the text is not acceptable JSON
     */
    public static Json parseLossy(String text) throws MalformedJsonException {
        return new JsonParser(text, JsonParser.Rules.LOSSY).document();
    }

    private static String decode(byte[] utf8) throws MalformedJsonException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedJsonException("the text is not UTF-8");
        }
    }

    /** Writes a value in UTF-8; see {@link #text}. */
    public static byte[] format(Json value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a value; a float that JSON cannot express becomes null, and half of a surrogate pair U+FFFD. */
    public static String text(Json value) {
        return value.read(new Writing(new StringBuilder())).toString();
    }

    /** One pass over a value. */
    private record Writing(StringBuilder out) implements Json.Reader<StringBuilder> {
        private static final char FIRST_PRINTABLE = ' ';
        private static final String HEX = "0123456789abcdef";

        @Override
        public StringBuilder onNull() {
            return out.append("null");
        }

        @Override
        public StringBuilder onBool(boolean value) {
            return out.append(value);
        }

        @Override
        public StringBuilder onInteger(long value) {
            return out.append(value);
        }

        @Override
        public StringBuilder onLargeInteger(long bits) {
            return out.append(Long.toUnsignedString(bits));
        }

        @Override
        public StringBuilder onFloat(double value) {
            return Double.isFinite(value) ? out.append(value) : out.append("null");
        }

        @Override
        public StringBuilder onText(String value) {
            out.append('"');
            for (int i = 0; i < value.length(); i++) {
                i += character(value, i);
            }
            return out.append('"');
        }

        /** Writes what is at an index, and returns how many units beyond the first it took. */
        private int character(String text, int index) {
            char unit = text.charAt(index);
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < FIRST_PRINTABLE) {
                control(unit);
            } else if (!Character.isSurrogate(unit)) {
                out.append(unit);
            } else if (index + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(index + 1))) {
                out.append(unit).append(text.charAt(index + 1));
                return 1;
            } else {
                out.append('\ufffd');
            }
            return 0;
        }

        private void control(char unit) {
            switch (unit) {
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append("\\u00").append(HEX.charAt(unit >> 4)).append(HEX.charAt(unit & 0xf));
            }
        }

        @Override
        public StringBuilder onArray(List<Json> elements) {
            String before = "[";
            for (Json element : elements) {
                out.append(before);
                element.read(this);
                before = ",";
            }
            return out.append(elements.isEmpty() ? "[]" : "]");
        }

        @Override
        public StringBuilder onObject(Map<String, Json> members) {
            char before = '{';
            for (Map.Entry<String, Json> member : members.entrySet()) {
                out.append(before);
                onText(member.getKey()).append(':');
                member.getValue().read(this);
                before = ',';
            }
            return out.append(members.isEmpty() ? "{}" : "}");
        }
    }
}
