package org.mesophyll.client;

/** Checks tokens before they are put into a header. */
final class Tokens {
    private static final int MOST_CHARACTERS = 1024;

    private Tokens() {}

    /**
     * Returns its argument.
     *
     * @throws IllegalArgumentException if it is not 1 to 1 024 visible ASCII characters; the text of the token is not repeated
     */
    static String check(String token) {
        boolean visible = token.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (token.isEmpty() || token.length() > MOST_CHARACTERS || !visible) {
            throw new IllegalArgumentException("a token is 1 to " + MOST_CHARACTERS
                    + " visible ASCII characters; found one of " + token.length() + " characters");
        }
        return token;
    }
}
