package org.mesophyll.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The tokens of the tests' workers and operators, known beforehand: they protect a server on the loopback interface for
 * the length of a test run.
 */
public final class ItTokens {

    /** The token of the role {@code operator}. */
    public static final String OPERATOR = token("operator");

    /** The token of the role {@code viewer}. */
    public static final String VIEWER = token("viewer");

    /** Another token of worker 0, which comes by a setting: no server may replace anything in it. */
    public static final String WITH_DOLLARS = token("${HOME}$${user.home}$$${no.such:x}");

    private static final int TOKEN_CHARACTERS = 64;

    private ItTokens() {}

    /** Returns the token of a worker of {@link #writeWorkerTokens}. */
    public static String worker(int id) {
        return token("worker" + id + "x");
    }

    /** Writes lines {@code id token} for the workers 0 to {@code count - 1}. */
    public static Path writeWorkerTokens(Path file, int count) throws IOException {
        String lines = IntStream.range(0, count)
                .mapToObj(id -> id + " " + worker(id) + "\n")
                .collect(Collectors.joining());
        return write(file, lines);
    }

    /** Writes lines {@code role name token}, one for each role. */
    public static Path writeOperatorTokens(Path file) throws IOException {
        return write(file, "operator it " + OPERATOR + "\nviewer it " + VIEWER + "\n");
    }

    static Path write(Path file, String lines) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, lines);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String token(String start) {
        return start + "0".repeat(TOKEN_CHARACTERS - start.length());
    }
}
