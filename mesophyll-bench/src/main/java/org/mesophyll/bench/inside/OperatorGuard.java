package org.mesophyll.bench.inside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets operators pass.
 *
 * @param tokenFile lines {@code role name token}
 */
record OperatorGuard(Path tokenFile) {

    private static final String SCHEME = "Bearer ";
    private static final String ROLE = "operator";

    /**
     * Says whether a request may pass; takes the same time whichever token is wrong.
     *
     * @param authorization the request's header, or null
     */
    boolean admits(@Nullable String authorization) throws IOException {
        if (authorization == null || !authorization.startsWith(SCHEME)) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
        boolean admitted = false;
        for (byte[] token : tokens()) {
            admitted |= MessageDigest.isEqual(given, token);
        }
        return admitted;
    }

    private List<byte[]> tokens() throws IOException {
        return Files.readAllLines(tokenFile).stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length == 3 && words[0].equals(ROLE))
                .map(words -> words[2].getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
