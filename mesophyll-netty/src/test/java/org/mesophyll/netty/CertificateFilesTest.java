package org.mesophyll.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
    private static final Password SECRET = Password.of("secret".toCharArray());

    @TempDir
    private Path directory;

    private TestAuthority authority;
    private TestAuthority.Leaf leaf;

    @BeforeEach
    void issue_a_certificate() throws Exception {
        authority = new TestAuthority(directory, "authority");
        leaf = authority.issue("worker-1", "worker.example", Duration.ofHours(1));
    }

    @Test
    void reads_a_chain_and_its_key_from_pem() throws Exception {
        Identity identity = Identity.fromPem(leaf.chainPem(), leaf.keyPem());

        assertThat(identity.key()).isEqualTo(leaf.key());
        assertThat(identity.chain()).isEqualTo(leaf.chain());
        assertThat(identity).hasToString("CN=worker-1");
    }

    @Test
    void reads_an_encrypted_key_with_its_password_only() throws Exception {
        Path encrypted = encryptedKey(NISTObjectIdentifiers.id_aes256_CBC);

        assertThat(Identity.fromPem(leaf.chainPem(), encrypted, SECRET).key()).isEqualTo(leaf.key());
        assertThatThrownBy(() -> Identity.fromPem(leaf.chainPem(), encrypted, Password.of("guess".toCharArray())))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Identity.fromPem(leaf.chainPem(), encrypted))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("is encrypted, and there is no password");
    }

    @Test
    void reads_a_key_in_another_encryption() throws Exception {
        Path encrypted = encryptedKey(NISTObjectIdentifiers.id_aes128_CBC);

        assertThat(Identity.fromPem(leaf.chainPem(), encrypted, SECRET).key()).isEqualTo(leaf.key());
    }

    @Test
    void says_which_kind_of_key_it_wants() throws Exception {
        Path other = TestAuthority.write(
                directory.resolve("other.pem"), TestAuthority.pem("EC PRIVATE KEY", new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> Identity.fromPem(leaf.chainPem(), other))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("PKCS#8");
    }

    @Test
    void refuses_files_that_hold_nothing_of_use() throws Exception {
        Path nothing = TestAuthority.write(directory.resolve("nothing.pem"), "");

        assertThatThrownBy(() -> Identity.fromPem(nothing, leaf.keyPem())).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> TrustedCertificates.fromPem(nothing)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Password.fromFile(nothing)).isInstanceOf(IOException.class);
    }

    @Test
    void reads_an_identity_from_pkcs12_with_its_password_only() throws Exception {
        Path store = leaf.pkcs12("secret");

        assertThat(Identity.fromPkcs12(store, SECRET).key()).isEqualTo(leaf.key());
        assertThatThrownBy(() -> Identity.fromPkcs12(store, Password.of("guess".toCharArray())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void wants_a_key_in_an_identitys_store_and_certificates_in_the_one_of_trust() throws Exception {
        assertThatThrownBy(() -> Identity.fromPkcs12(authority.pkcs12("secret"), SECRET))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("holds 0 keys");
        assertThatThrownBy(() -> TrustedCertificates.fromPkcs12(leaf.pkcs12("secret"), SECRET))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("no trusted certificate");
    }

    @Test
    void does_not_show_passwords() {
        assertThat(SECRET).hasToString("Password");
    }

    @Test
    void does_not_let_everybody_be_a_peer() throws Exception {
        TlsSettings named = TlsSettings.DEFAULT.trusting(authority.trusted());

        assertThatThrownBy(TlsSettings.DEFAULT::requiringClientCertificates)
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(TlsSettings.DEFAULT::withoutHostNameCheck).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> named.withoutHostNameCheck().trusting(TrustedCertificates.ofJdk()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name the authorities to trust");
    }

    /** Encrypts the key as openssl does: PBES2, with HMAC-SHA-256. */
    private Path encryptedKey(ASN1ObjectIdentifier cipher) throws Exception {
        OutputEncryptor encryptor = new JcePKCSPBEOutputEncryptorBuilder(cipher)
                .setProvider(new BouncyCastleProvider())
                .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256))
                .build("secret".toCharArray());
        byte[] encrypted = new JcaPKCS8EncryptedPrivateKeyInfoBuilder(leaf.key())
                .build(encryptor)
                .getEncoded();
        return TestAuthority.write(
                directory.resolve("encrypted.pem"), TestAuthority.pem("ENCRYPTED PRIVATE KEY", encrypted));
    }
}
