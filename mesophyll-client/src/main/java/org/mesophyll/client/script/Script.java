package org.mesophyll.client.script;

/**
 * A script.
 *
 * @param name what errors call it, 1 to 200 characters
 * @param code its source
 */
public record Script(String name, String code) {
    private static final int MOST_CHARACTERS = 200;

    public Script {
        if (name.isEmpty() || name.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a script's name has 1 to " + MOST_CHARACTERS + " characters, found " + name.length());
        }
    }

    @Override
    public String toString() {
        return "Script[" + code.length() + "]";
    }
}
