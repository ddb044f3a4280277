package org.mesophyll.web.jsonrpc;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * What a caller signs to prove who they are: good once, for {@link #VALID}, in the session that fetched it, at the server
 * that it names.
 *
 * @param origin the server's name, as the caller knows it
 * @param text base64 of 32 bytes that nobody can guess
 * @param issuedNanos when, as of {@link System#nanoTime()}
 */
record Nonce(String origin, String text, long issuedNanos) {
    static final Duration VALID = Duration.ofMinutes(5);
    /** What stands first in the text that is signed, so that the signature is good for nothing else. */
    private static final String PURPOSE = "mesophyll-json-rpc:";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Nonce next(String origin, long nowNanos) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return new Nonce(origin, Base64.getEncoder().encodeToString(random), nowNanos);
    }

    /** Returns the text to be signed: the purpose, the server's origin and the nonce. */
    String signed() {
        return PURPOSE + origin + ":" + text;
    }

    boolean isValid(long nowNanos) {
        return nowNanos - issuedNanos < VALID.toNanos();
    }
}
