package org.mesophyll.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.mesophyll.protocol.value.Bytes;

/**
 * Hashes tokens and compares the hashes: the only place where secrets are compared. A comparison takes the same time wherever the
 * tokens differ, because it looks at every byte of two hashes of one length.
 */
public final class TokenHash {
    private static final int BYTES = 32;

    private TokenHash() {}

    /** Returns the SHA-256 of a token's UTF-8 bytes. */
    public static Bytes of(String token) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Says whether two hashes are of the same token.
     *
     * @throws IllegalArgumentException if one is not a SHA-256: a comparison would tell its length
     */
    public static boolean same(Bytes one, Bytes other) {
        if (one.length() != BYTES || other.length() != BYTES) {
            throw new IllegalArgumentException(
                    "a hash has " + BYTES + " bytes, these have " + one.length() + " and " + other.length());
        }
        return MessageDigest.isEqual(one.toByteArray(), other.toByteArray());
    }
}
