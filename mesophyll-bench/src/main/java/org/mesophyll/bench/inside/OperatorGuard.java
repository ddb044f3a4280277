package org.mesophyll.bench.inside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.value.Bytes;

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
        Bytes given = TokenHash.of(authorization.substring(SCHEME.length()));
        boolean admitted = false;
        for (Bytes token : tokens()) {
            admitted |= TokenHash.same(given, token);
        }
        return admitted;
    }

    private List<Bytes> tokens() throws IOException {
        return Files.readAllLines(tokenFile).stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(words -> words.length == 3 && words[0].equals(ROLE))
                .map(words -> TokenHash.of(words[2]))
                .toList();
    }
}
