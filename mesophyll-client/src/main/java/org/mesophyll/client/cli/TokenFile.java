package org.mesophyll.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.TokenText;
import org.mesophyll.protocol.WorkerId;

/** Reads tokens from the files that a master reads or writes; lines that start with # are comments. */
final class TokenFile {
    private TokenFile() {}

    /** Returns the token in a line {@code id token}. */
    static Optional<String> workerToken(Path file, WorkerId id) {
        return lines(file).stream()
                .filter(words -> words.size() == 2 && names(words.get(0), id))
                .map(words -> words.get(1))
                .findFirst();
    }

    /** Returns the token in the first line {@code operator name token}, else in the first of another role. */
    static Optional<String> operatorToken(Path file) {
        List<List<String>> lines =
                lines(file).stream().filter(words -> words.size() == 3).toList();
        return lines.stream()
                .filter(words -> words.get(0).equals("operator"))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .map(words -> words.get(2));
    }

    /** Says whether a word is a worker's id, in any of its forms, such as 07. */
    private static boolean names(String word, WorkerId id) {
        try {
            return WorkerId.parse(word).equals(id);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<List<String>> lines(Path file) {
        return GivenFile.read("token file", file, () -> TokenText.lines(file)).stream()
                .map(TokenText.Line::words)
                .toList();
    }
}
