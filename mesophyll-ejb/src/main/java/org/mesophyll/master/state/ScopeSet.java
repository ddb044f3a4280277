package org.mesophyll.master.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.mesophyll.protocol.state.Scopes;

/** A record's scopes as columns hold them: their MessagePack, which is sorted, and its SHA-256, which is a part of the identity. */
final class ScopeSet {
    private final Scopes scopes;
    private final byte[] encoded;
    private final byte[] hash;

    private ScopeSet(Scopes scopes, byte[] encoded, byte[] hash) {
        this.scopes = scopes;
        this.encoded = encoded;
        this.hash = hash;
    }

    static ScopeSet of(Scopes scopes) {
        byte[] encoded = Scopes.CODEC.encode(scopes);
        return new ScopeSet(scopes, encoded, sha256(encoded));
    }

    Scopes scopes() {
        return scopes;
    }

    int count() {
        return scopes.names().size();
    }

    byte[] encoded() {
        return encoded.clone();
    }

    byte[] hash() {
        return hash.clone();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
