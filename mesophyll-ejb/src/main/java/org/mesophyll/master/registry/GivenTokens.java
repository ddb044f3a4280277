package org.mesophyll.master.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/** The tokens that the settings give, directly or by a file. */
final class GivenTokens {
    private GivenTokens() {}

    /** One token. */
    record Given(WorkerId worker, Bytes sha256) {}

    /**
     * Reads both.
     *
     * @param settings each {@code id=token}
     * @param file with a line {@code id token} for each token; or empty
     * @throws IllegalArgumentException if an entry has not its form; the text names its place and nothing of what it holds
     * @throws UncheckedIOException if the file cannot be read
     */
    static List<Given> read(List<String> settings, String file) {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            given.add(parse(settings.get(i), "=", "entry " + (i + 1) + " of mesophyll.worker-tokens"));
        }
        if (!file.isEmpty()) {
            readFile(Path.of(file), given);
        }
        return given;
    }

    private static void readFile(Path file, List<Given> given) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of mesophyll.worker-token-file cannot be read: " + file, e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                given.add(parse(line, "\\s+", "line " + (i + 1) + " of " + file));
            }
        }
    }

    private static Given parse(String text, String separator, String place) {
        String[] parts = text.split(separator, 2);
        if (parts.length != 2 || parts[1].isBlank()) {
            throw new IllegalArgumentException(place + " must be a worker id and its token");
        }
        try {
            return new Given(WorkerId.parse(parts[0].strip()), WorkerToken.sha256(parts[1].strip()));
        } catch (IllegalArgumentException e) {
            // Without the cause, which may quote: whoever swaps the two has written a token where the id belongs.
            throw new IllegalArgumentException(
                    place + " must begin with a worker id, a decimal number from 0 to " + WorkerId.MAX_VALUE);
        }
    }
}
