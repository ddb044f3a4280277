package org.mesophyll.netty;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who this end is: a private key, and the certificate that says so with those that vouch for it.
 *
 * <p>It is read once; files that change afterwards are for the next one.
 */
public final class Identity {
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private Identity(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /**
     * Reads PEM files.
     *
     * @param chain this end's certificate, followed by those that vouch for it
     * @param key its key in PKCS#8, not encrypted
     * @throws GeneralSecurityException if one of the files holds something else
     */
    public static Identity fromPem(Path chain, Path key) throws IOException, GeneralSecurityException {
        return pem(chain, key, null);
    }

    /**
     * Reads PEM files.
     *
     * @param chain this end's certificate, followed by those that vouch for it
     * @param key its key in PKCS#8, encrypted or not
     * @throws GeneralSecurityException if one of the files holds something else, or the password is wrong
     */
    public static Identity fromPem(Path chain, Path key, Password password)
            throws IOException, GeneralSecurityException {
        return pem(chain, key, password);
    }

    /**
     * Reads a PKCS#12 store with one key in it.
     *
     * @param password of the store, and of the key
     * @throws IOException if the file cannot be read, or not with this password
     * @throws GeneralSecurityException if it does not hold one key
     */
    public static Identity fromPkcs12(Path store, Password password) throws IOException, GeneralSecurityException {
        KeyStore read = Stores.read(store, password);
        List<String> keys = Stores.keys(read);
        if (keys.size() != 1) {
            throw new KeyStoreException(store + " holds " + keys.size() + " keys, and should hold one");
        }
        String alias = keys.get(0);
        PrivateKey key = (PrivateKey) read.getKey(alias, password.characters());
        Certificate[] chain = read.getCertificateChain(alias);
        return new Identity(
                key, Stream.of(chain).map(X509Certificate.class::cast).toList());
    }

    private static Identity pem(Path chainFile, Path keyFile, @Nullable Password password)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = Pem.certificates(chainFile);
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        return new Identity(Pem.privateKey(keyFile, algorithm, password), chain);
    }

    PrivateKey key() {
        return key;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    /** Returns whom the certificate names. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().getName();
    }
}
