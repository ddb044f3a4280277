package org.mesophyll.netty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Certificates and keys in PEM (RFC 7468). What is within the armour is read by the JDK. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    private Pem() {}

    /** Reads all certificates of a file, in their order; there is at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
        List<X509Certificate> found;
        try (InputStream in = Files.newInputStream(file)) {
            found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
        if (found.isEmpty()) {
            throw new CertificateException("no certificate in " + file);
        }
        return found;
    }

    /**
     * Reads the private key of a file.
     *
     * @param algorithm what the key is for, as its certificate names it
     * @param password null if the key is not encrypted
     */
    static PrivateKey privateKey(Path file, String algorithm, @Nullable Password password)
            throws IOException, GeneralSecurityException {
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        while (block.find()) {
            String label = block.group(1);
            if (label.equals(PLAIN) || label.equals(ENCRYPTED)) {
                PKCS8EncodedKeySpec encoded = pkcs8(label, bytes(block.group(2), file), file, password);
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            }
        }
        throw new InvalidKeySpecException("no key in " + file + " that begins with \"BEGIN " + PLAIN + "\" or \"BEGIN "
                + ENCRYPTED + "\" (PKCS#8); openssl pkcs8 -topk8 makes one of others");
    }

    private static PKCS8EncodedKeySpec pkcs8(String label, byte[] bytes, Path file, @Nullable Password password)
            throws IOException, GeneralSecurityException {
        if (label.equals(PLAIN)) {
            return new PKCS8EncodedKeySpec(bytes);
        }
        if (password == null) {
            throw new InvalidKeySpecException("the key in " + file + " is encrypted, and there is no password");
        }
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
        String algorithm = pbeName(encrypted);
        PBEKeySpec spec = new PBEKeySpec(password.characters());
        try {
            Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } finally {
            spec.clearPassword();
        }
    }

    /** The JDK calls every scheme of PBES2 by the same name, and says in its parameters which one it is. */
    private static String pbeName(EncryptedPrivateKeyInfo encrypted) {
        String name = encrypted.getAlgName();
        return name.equals("PBES2") || name.equals("1.2.840.113549.1.5.13")
                ? encrypted.getAlgParameters().toString()
                : name;
    }

    private static byte[] bytes(String base64, Path file) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("the key in " + file + " is not in Base64", e);
        }
    }
}
