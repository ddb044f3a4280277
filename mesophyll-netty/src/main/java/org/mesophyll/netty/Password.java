package org.mesophyll.netty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mesophyll.protocol.TokenText;

/** What a key or a key store is encrypted with; never shown. */
public final class Password {
    private final char[] characters;

    private Password(char[] characters) {
        this.characters = characters;
    }

    /** Takes a copy of the characters. */
    public static Password of(char[] characters) {
        return new Password(characters.clone());
    }

    /**
     * Reads the first line of a UTF-8 file, with or without a byte order mark. The line's end, of whichever system, is not part of
     * it; blanks are.
     *
     * @throws IOException if there is no such file, or nothing in it
     */
    public static Password fromFile(Path file) throws IOException {
        try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            if (first == null) {
                throw new IOException("no password in " + file);
            }
            return new Password(TokenText.withoutByteOrderMark(first).toCharArray());
        }
    }

    char[] characters() {
        return characters.clone();
    }

    @Override
    public String toString() {
        return "Password";
    }
}
