package org.mesophyll.netty;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.mesh.link.Ticker;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.transport.TransportContract;

/** What every transport promises, over one scheme; both ends show a certificate where there is TLS. */
abstract class NettyContract extends TransportContract {
    private final String scheme;

    @TempDir
    private Path directory;

    NettyContract(String scheme) {
        this.scheme = scheme;
    }

    @Override
    protected Transport newTransport(ConnectionSettings settings, Ticker ticker) throws Exception {
        TestAuthority authority = new TestAuthority(directory, "authority");
        TlsSettings tls = TlsSettings.DEFAULT
                .withIdentity(authority.server())
                .trusting(authority.trusted())
                .requiringClientCertificates();
        return new NettyTransport(
                NettySettings.DEFAULT.withConnection(settings).withTls(tls), ticker, System::nanoTime);
    }

    @Override
    protected Endpoint somewhere() {
        return Endpoint.parse(scheme + "://127.0.0.1:0");
    }

    @Override
    protected Endpoint nowhere() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return somewhere().withPort(free.getLocalPort());
        }
    }
}
