package org.mesophyll.client.script;

import org.mesophyll.protocol.TokenText;

/**
 * A script.
 *
 * @param name what errors call it, 1 to 200 characters
 * @param code its source, without the byte order mark and the {@code #!} line that a file may begin with; the line itself stays, so
 *     that errors name the right one
 */
public record Script(String name, String code) {
    private static final int MOST_CHARACTERS = 200;

    public Script {
        if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a script's name has 1 to " + MOST_CHARACTERS + " characters, found " + name.length());
        }
        code = withoutInterpreterLine(TokenText.withoutByteOrderMark(code));
    }

    private static String withoutInterpreterLine(String code) {
        if (!code.startsWith("#!")) {
            return code;
        }
        int end = code.indexOf('\n');
        return end < 0 ? "" : code.substring(end);
    }

    @Override
    public String toString() {
        return "Script[" + code.length() + "]";
    }
}
