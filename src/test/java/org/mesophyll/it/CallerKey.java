package org.mesophyll.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** The Ed25519 key of the run by which a caller of JSON-RPC may prove who they are. */
public final class CallerKey {
    private static final KeyPair PAIR = generate();

    private CallerKey() {}

    /** Writes the public key as a key file of the role {@code operator}. */
    static Path write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, "operator it " + publicKey() + "\n");
    }

    /** Returns the public key in base64. */
    public static String publicKey() {
        return Base64.getEncoder().encodeToString(PAIR.getPublic().getEncoded());
    }

    /** Writes the private key as PEM, for its owner only. */
    public static Path writePrivate(Path file) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(PAIR.getPrivate().getEncoded());
        return ItTokens.write(file, "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    /** Signs a text, and returns the signature in base64. */
    public static String sign(String text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(PAIR.getPrivate());
        signer.update(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signer.sign());
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java since 15 has Ed25519", e);
        }
    }
}
