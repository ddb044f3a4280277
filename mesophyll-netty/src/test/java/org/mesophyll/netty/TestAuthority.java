package org.mesophyll.netty;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that was made for a test, and what it vouches for; its files are in a directory of the test's. */
final class TestAuthority {
    private static final Duration LONG = Duration.ofDays(2);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path directory;
    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    TestAuthority(Path directory, String name) throws Exception {
        this.directory = directory;
        this.name = name;
        this.keys = newKeys();
        Instant now = Instant.now();
        X500Principal subject = new X500Principal("CN=" + name);
        this.certificate = signed(new JcaX509v3CertificateBuilder(
                        subject,
                        serial(),
                        Date.from(now.minus(LONG)),
                        Date.from(now.plus(LONG)),
                        subject,
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
    }

    /** Vouches for somebody under a host name, or an address, from two days ago on. */
    Leaf issue(String subject, String host, Duration validFor) throws Exception {
        KeyPair leafKeys = newKeys();
        Instant now = Instant.now();
        boolean address = host.matches("[0-9.]+");
        GeneralName alternative = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
        X509Certificate leaf = signed(new JcaX509v3CertificateBuilder(
                        certificate.getSubjectX500Principal(),
                        serial(),
                        Date.from(now.minus(LONG)),
                        Date.from(now.plus(validFor)),
                        new X500Principal("CN=" + subject),
                        leafKeys.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternative)));
        return new Leaf(directory.resolve(name + "-" + subject), leafKeys.getPrivate(), List.of(leaf, certificate));
    }

    /** Vouches for a server on this machine. */
    Identity server() throws Exception {
        return issue("server", "127.0.0.1", Duration.ofHours(1)).identity();
    }

    TrustedCertificates trusted() throws Exception {
        return TrustedCertificates.fromPem(pem());
    }

    Path pem() throws Exception {
        return write(directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate.getEncoded()));
    }

    Path pkcs12(String password) throws Exception {
        KeyStore store = emptyStore();
        store.setCertificateEntry(name, certificate);
        return save(store, directory.resolve(name + ".p12"), password);
    }

    /** A key and the certificates that vouch for it. */
    record Leaf(Path files, PrivateKey key, List<X509Certificate> chain) {
        Identity identity() throws Exception {
            return Identity.fromPem(chainPem(), keyPem());
        }

        Path chainPem() throws Exception {
            StringBuilder all = new StringBuilder();
            for (X509Certificate each : chain) {
                all.append(pem("CERTIFICATE", each.getEncoded()));
            }
            return write(Path.of(files + "-chain.pem"), all.toString());
        }

        Path keyPem() throws Exception {
            return write(Path.of(files + "-key.pem"), pem("PRIVATE KEY", key.getEncoded()));
        }

        Path pkcs12(String password) throws Exception {
            KeyStore store = emptyStore();
            store.setKeyEntry("leaf", key, password.toCharArray(), chain.toArray(X509Certificate[]::new));
            return save(store, Path.of(files + ".p12"), password);
        }
    }

    static String pem(String label, byte[] bytes) {
        return Stream.of(
                        "-----BEGIN " + label + "-----", LINES.encodeToString(bytes), "-----END " + label + "-----", "")
                .reduce((before, after) -> before + "\n" + after)
                .orElseThrow();
    }

    static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    private X509Certificate signed(X509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(64, new SecureRandom());
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path save(KeyStore store, Path file, String password) throws GeneralSecurityException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }
}
