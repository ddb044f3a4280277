package org.mesophyll.web.jsonrpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.web.api.Role;

/** The Ed25519 keys (RFC 8032) of those who prove who they are by a signature. */
final class CallerKeys {
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_BYTES = 32;
    /** What stands before a key in its X.509 form (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int FIELDS = 3;

    private final Map<Bytes, Caller> entries;

    private CallerKeys(Map<Bytes, Caller> entries) {
        this.entries = Map.copyOf(entries);
    }

    /**
     * Reads the keys of a file; none if its name is empty.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has not the form of {@link #parse}
     */
    static CallerKeys read(String file) throws IOException {
        return parse(file.isEmpty() ? List.of() : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8));
    }

    /**
     * Reads lines {@code role name key}, where the key is base64 of its 32 bytes or of its X.509 form; empty lines and those that
     * start with # say nothing.
     *
     * @throws IllegalArgumentException if a line has another form; it tells the line's number
     */
    static CallerKeys parse(List<String> lines) {
        Map<Bytes, Caller> entries = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(line, i + 1, entries);
            }
        }
        return new CallerKeys(entries);
    }

    private static void add(String line, int number, Map<Bytes, Caller> entries) {
        String[] fields = line.split("\\s+", -1);
        Optional<Role> role = Role.parse(fields[0]);
        if (fields.length != FIELDS || role.isEmpty()) {
            throw new IllegalArgumentException(
                    "line " + number + " of the key file must be `role name key`, where role is operator or viewer");
        }
        try {
            Bytes raw = raw(fields[2]);
            key(raw); // whether it is a key at all
            entries.put(raw, new Caller("key:" + fields[1], role.get()));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "line " + number + " of the key file has no Ed25519 key in base64: 32 bytes, or its X.509 form", e);
        }
    }

    /**
     * Returns whose signature it is; empty if the key is nobody's, or the signature not the key's. Takes as long for an
     * unknown key as for a wrong signature.
     *
     * @param key base64 of a key
     * @param signature base64 of the 64 bytes of a signature
     */
    Optional<Caller> verify(String key, String signature, byte[] signed) {
        try {
            Bytes raw = raw(key);
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key(raw));
            verifier.update(signed);
            boolean holds = verifier.verify(Base64.getDecoder().decode(signature));
            return holds ? Optional.ofNullable(entries.get(raw)) : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException e) { // no base64, or no signature at all
            return Optional.empty();
        }
    }

    private static Bytes raw(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length == KEY_BYTES) {
            return Bytes.copyOf(bytes);
        }
        if (bytes.length == X509.length + KEY_BYTES) {
            byte[] raw = new byte[KEY_BYTES];
            System.arraycopy(bytes, X509.length, raw, 0, KEY_BYTES);
            return Bytes.copyOf(raw);
        }
        throw new IllegalArgumentException("a key has 32 bytes, or 44 in its X.509 form: " + bytes.length);
    }

    private static PublicKey key(Bytes raw) throws GeneralSecurityException {
        byte[] encoded = new byte[X509.length + KEY_BYTES];
        System.arraycopy(X509, 0, encoded, 0, X509.length);
        System.arraycopy(raw.toByteArray(), 0, encoded, X509.length, KEY_BYTES);
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }
}
