package org.mesophyll.master.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.mesophyll.protocol.value.Bytes;

/**
 * The secret that a worker shows: 64 characters that carry 384 random bits.
 *
 * @param text the secret itself; it is shown once and never kept
 */
public record WorkerToken(String text) {
    private static final int RANDOM_BYTES = 48;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Makes a new token. */
    static WorkerToken create() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return new WorkerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Returns the SHA-256 of a token's UTF-8 bytes. */
    static Bytes sha256(String token) {
        try {
            byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Tells nothing of the secret. */
    @Override
    public String toString() {
        return "WorkerToken[]";
    }
}
