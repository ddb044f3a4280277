package org.mesophyll.netty;

import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.mesophyll.mesh.transport.Endpoint;

/** Makes the TLS handlers of one transport. */
final class TlsContexts {
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");
    private static final String HOST_NAMES_AS_FOR_HTTPS = "HTTPS";

    private final SslContext connecting;
    private final Optional<SslContext> listening;

    private TlsContexts(SslContext connecting, Optional<SslContext> listening) {
        this.connecting = connecting;
        this.listening = listening;
    }

    /** Makes the contexts; an {@link IllegalArgumentException} if the JDK cannot use what the settings name. */
    static TlsContexts of(TlsSettings settings) {
        try {
            SslContext connecting = connecting(settings);
            Optional<SslContext> listening = settings.identity().isEmpty()
                    ? Optional.empty()
                    : Optional.of(listening(settings, settings.identity().get()));
            return new TlsContexts(connecting, listening);
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalArgumentException("the JDK cannot use these certificates: " + e.getMessage(), e);
        }
    }

    /** Says whether this end has a certificate to show, without which it cannot listen. */
    boolean canListen() {
        return listening.isPresent();
    }

    /** Makes the handler of a socket that was accepted. */
    SslHandler listening(SocketChannel socket) {
        return boundElsewhere(listening.orElseThrow().newHandler(socket.alloc()));
    }

    /** Makes the handler of a socket that connects; the endpoint's host is what the peer has to prove to be. */
    SslHandler connecting(SocketChannel socket, Endpoint to) {
        return boundElsewhere(connecting.newHandler(socket.alloc(), to.host(), to.port()));
    }

    /** Whoever opens a socket has one deadline for all that comes before a connection; TLS gets none of its own. */
    private static SslHandler boundElsewhere(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    private static SslContext connecting(TlsSettings settings) throws GeneralSecurityException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .trustManager(trust(settings.trusted()))
                .endpointIdentificationAlgorithm(settings.checksHostNames() ? HOST_NAMES_AS_FOR_HTTPS : null);
        settings.identity().ifPresent(own -> builder.keyManager(own.key(), own.chain()));
        return builder.build();
    }

    private static SslContext listening(TlsSettings settings, Identity own)
            throws GeneralSecurityException, SSLException {
        return SslContextBuilder.forServer(own.key(), own.chain())
                .sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                .trustManager(trust(settings.trusted()))
                .clientAuth(settings.requiresClientCertificates() ? ClientAuth.REQUIRE : ClientAuth.NONE)
                .build();
    }

    private static TrustManagerFactory trust(TrustedCertificates trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted.areOfJdk() ? null : storeOf(trusted));
        return factory;
    }

    private static KeyStore storeOf(TrustedCertificates trusted) throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < trusted.certificates().size(); i++) {
                store.setCertificateEntry("trusted-" + i, trusted.certificates().get(i));
            }
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("no empty key store could be made", e);
        }
    }
}
