package org.mesophyll.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A file with one line {@code id token} per worker that only its owner may read. */
final class WorkerTokenFile {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int TOKEN_CHARACTERS = 64;

    private WorkerTokenFile() {}

    /**
     * Writes tokens for the workers 0 to {@code workers - 1}, unless the file is there already.
     *
     * @throws IOException when the file cannot be written with mode 0600
     */
    static void writeIfMissing(Path file, int workers) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        SecureRandom random = new SecureRandom();
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < workers; id++) {
            lines.append(id).append(' ').append(token(random)).append('\n');
        }
        PrivateFiles.write(file, lines);
    }

    private static String token(SecureRandom random) {
        StringBuilder token = new StringBuilder(TOKEN_CHARACTERS);
        for (int i = 0; i < TOKEN_CHARACTERS; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }
}
