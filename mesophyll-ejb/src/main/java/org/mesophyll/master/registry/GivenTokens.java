package org.mesophyll.master.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.TokenText;
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
     * @throws IllegalArgumentException if an entry has not its form, or its token fewer than {@value TokenText#LEAST_CHARACTERS}
     *     characters; the text names its place and nothing of what it holds
     * @throws UncheckedIOException if the file cannot be read
     */
    static List<Given> read(List<String> settings, String file) {
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            given.add(parse(settings.get(i), "entry " + (i + 1) + " of mesophyll.worker-tokens"));
        }
        if (!file.isEmpty()) {
            readFile(Path.of(file), given);
        }
        return given;
    }

    private static void readFile(Path file, List<Given> given) {
        List<TokenText.Line> lines;
        try {
            lines = TokenText.lines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the file of mesophyll.worker-token-file cannot be read: " + file, e);
        }
        for (TokenText.Line line : lines) {
            String place = "line " + line.number() + " of " + file;
            if (line.words().size() != 2) {
                throw new IllegalArgumentException(place + " must be a worker id and its token");
            }
            given.add(given(line.words().get(0), line.words().get(1), place));
        }
    }

    private static Given parse(String text, String place) {
        String[] parts = text.split("=", 2);
        if (parts.length != 2 || parts[1].isBlank()) {
            throw new IllegalArgumentException(place + " must be a worker id and its token");
        }
        return given(parts[0].strip(), parts[1].strip(), place);
    }

    private static Given given(String id, String token, String place) {
        WorkerId worker;
        try {
            worker = WorkerId.parse(id);
        } catch (IllegalArgumentException e) {
            // Without the cause, which may quote: whoever swaps the two has written a token where the id belongs.
            throw new IllegalArgumentException(
                    place + " must begin with a worker id, a decimal number from 0 to " + WorkerId.MAX_VALUE);
        }
        return new Given(worker, TokenHash.of(TokenText.checkChosen("the token in " + place, token)));
    }
}
