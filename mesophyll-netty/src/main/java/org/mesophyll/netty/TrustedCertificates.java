package org.mesophyll.netty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose word is taken for who a peer is: the certificates of authorities, or of single peers. Whether a certificate was
 * revoked is not looked up.
 *
 * <p>There is no instance that trusts everybody.
 */
public final class TrustedCertificates {
    private static final TrustedCertificates OF_JDK = new TrustedCertificates(List.of());

    private final List<X509Certificate> certificates; // empty: those of the JDK

    private TrustedCertificates(List<X509Certificate> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /** Returns the public authorities that the JDK trusts. */
    public static TrustedCertificates ofJdk() {
        return OF_JDK;
    }

    /**
     * Reads a PEM file.
     *
     * @throws GeneralSecurityException if there is no certificate in it
     */
    public static TrustedCertificates fromPem(Path file) throws IOException, GeneralSecurityException {
        return new TrustedCertificates(Pem.certificates(file));
    }

    /**
     * Reads the trusted certificates of a PKCS#12 store, such as {@code keytool -importcert} makes.
     *
     * @throws IOException if the file cannot be read, or not with this password
     * @throws GeneralSecurityException if there is no trusted certificate in it
     */
    public static TrustedCertificates fromPkcs12(Path store, Password password)
            throws IOException, GeneralSecurityException {
        KeyStore read = Stores.read(store, password);
        List<X509Certificate> found = new ArrayList<>();
        for (String alias : Stores.certificates(read)) {
            found.add((X509Certificate) read.getCertificate(alias));
        }
        if (found.isEmpty()) {
            throw new KeyStoreException("no trusted certificate in " + store);
        }
        return new TrustedCertificates(found);
    }

    boolean areOfJdk() {
        return certificates.isEmpty();
    }

    List<X509Certificate> certificates() {
        return certificates;
    }
}
