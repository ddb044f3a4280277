package org.mesophyll.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.work.Ticker;

/** What the contracts ask of a transport, over one scheme; both ends show a certificate where there is TLS. */
record SchemeUnderTest(String name) {
    Transport newTransport(Path directory, ConnectionSettings settings, Ticker ticker) throws Exception {
        TestAuthority authority = new TestAuthority(directory, "authority");
        TlsSettings tls = TlsSettings.DEFAULT
                .withIdentity(authority.server())
                .trusting(authority.trusted())
                .requiringClientCertificates();
        return new NettyTransport(
                NettySettings.DEFAULT.withConnection(settings).withTls(tls), ticker, System::nanoTime);
    }

    Endpoint somewhere() {
        return Endpoint.parse(name + "://127.0.0.1:0");
    }

    Endpoint nowhere() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return somewhere().withPort(free.getLocalPort());
        }
    }
}
