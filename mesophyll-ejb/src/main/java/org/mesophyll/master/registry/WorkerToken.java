package org.mesophyll.master.registry;

import java.security.SecureRandom;
import java.util.Base64;

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

    /** Tells nothing of the secret. */
    @Override
    public String toString() {
        return "WorkerToken[]";
    }
}
