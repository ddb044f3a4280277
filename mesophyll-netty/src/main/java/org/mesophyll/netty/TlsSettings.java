package org.mesophyll.netty;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How {@code tcps} and {@code wss} find out who the peer is, and prove who this end is. TLS 1.3 and 1.2 only.
 *
 * <p>A peer that connects is always checked for a certificate that is trusted, and for the host name that was asked for.
 */
public final class TlsSettings {
    /** No identity of one's own, the JDK's authorities, no certificates asked of those who connect. */
    public static final TlsSettings DEFAULT = new TlsSettings(null, TrustedCertificates.ofJdk(), false, true);

    private final @Nullable Identity identity;
    private final TrustedCertificates trusted;
    private final boolean clientCertificatesRequired;
    private final boolean hostNamesChecked;

    private TlsSettings(
            @Nullable Identity identity,
            TrustedCertificates trusted,
            boolean clientCertificatesRequired,
            boolean hostNamesChecked) {
        if (trusted.areOfJdk() && (clientCertificatesRequired || !hostNamesChecked)) {
            throw new IllegalArgumentException(
                    "name the authorities to trust: anybody can have a certificate of those that the JDK trusts");
        }
        this.identity = identity;
        this.trusted = trusted;
        this.clientCertificatesRequired = clientCertificatesRequired;
        this.hostNamesChecked = hostNamesChecked;
    }

    /** Returns settings by which this end shows a certificate: always when it listens, and when asked when it connects. */
    public TlsSettings withIdentity(Identity own) {
        return new TlsSettings(own, trusted, clientCertificatesRequired, hostNamesChecked);
    }

    /**
     * Returns settings that trust others than the JDK's authorities, and these only.
     *
     * @throws IllegalArgumentException if they are the JDK's, and these settings do not allow that
     */
    public TlsSettings trusting(TrustedCertificates others) {
        return new TlsSettings(identity, others, clientCertificatesRequired, hostNamesChecked);
    }

    /**
     * Returns settings by which a listener takes only those who show a trusted certificate.
     *
     * @throws IllegalArgumentException if the JDK's authorities are trusted: they give certificates to everybody
     */
    public TlsSettings requiringClientCertificates() {
        return new TlsSettings(identity, trusted, true, hostNamesChecked);
    }

    /**
     * Returns settings by which a trusted certificate is enough for whoever is connected to, whatever host it names. For
     * authorities that give certificates to nobody but these peers.
     *
     * @throws IllegalArgumentException if the JDK's authorities are trusted: everybody would do as a peer
     */
    public TlsSettings withoutHostNameCheck() {
        return new TlsSettings(identity, trusted, clientCertificatesRequired, false);
    }

    Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    TrustedCertificates trusted() {
        return trusted;
    }

    boolean requiresClientCertificates() {
        return clientCertificatesRequired;
    }

    boolean checksHostNames() {
        return hostNamesChecked;
    }
}
