package org.mesophyll.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.WorkerId;

/** Reads tokens from the files that a master reads or writes; lines that start with # are comments. */
final class TokenFile {
    private TokenFile() {}

    /** Returns the token in a line {@code id token}. */
    static Optional<String> workerToken(Path file, WorkerId id) {
        return lines(file).stream()
                .filter(words -> words.size() == 2 && words.get(0).equals(id.toString()))
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

    private static List<List<String>> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> List.of(line.split("\\s+", -1)))
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "the token file " + file + " cannot be read", e);
        }
    }
}
