package org.mesophyll.bench.master;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tokens of one load run: drawn anew for it, in files that only their owner may read.
 *
 * @param workerFile lines {@code id token}
 * @param operatorFile lines {@code role name token}
 * @param operator the operator's token
 */
public record LoadTokens(Path workerFile, Path operatorFile, String operator) {

    private static final int TOKEN_BYTES = 32;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Draws tokens for an operator and for the workers 0 to {@code workers - 1}. */
    static LoadTokens write(Path directory, int workers) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder lines = new StringBuilder();
        for (int id = 0; id < workers; id++) {
            lines.append(id).append(' ').append(token(random)).append('\n');
        }
        String operator = token(random);
        Files.createDirectories(directory);
        return new LoadTokens(
                write(directory.resolve("worker-tokens"), lines.toString()),
                write(directory.resolve("operator-tokens"), "operator load " + operator + "\n"),
                operator);
    }

    /** Writes the lines of some workers into a file of their own. */
    Path writeSome(WorkersPlan workers) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<Integer, String> worker : readWorkers(workerFile).entrySet()) {
            int place = worker.getKey() - workers.first();
            if (place >= 0 && place < workers.count()) {
                lines.append(worker.getKey())
                        .append(' ')
                        .append(worker.getValue())
                        .append('\n');
            }
        }
        return write(workerFile.resolveSibling(workers.name() + "-tokens"), lines.toString());
    }

    /** Reads a file with lines {@code id token}. */
    public static Map<Integer, String> readWorkers(Path file) throws IOException {
        Map<Integer, String> tokens = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.trim().split("\\s+", -1);
            if (words.length != 2) {
                throw new IOException("a line of " + file + " is not 'id token'");
            }
            tokens.put(Integer.valueOf(words[0]), words[1]);
        }
        return tokens;
    }

    /** Tells nothing of the tokens. */
    @Override
    public String toString() {
        return "LoadTokens[" + workerFile + ", " + operatorFile + "]";
    }

    private static Path write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, OWNER_ONLY);
        return Files.writeString(file, text);
    }

    private static String token(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
