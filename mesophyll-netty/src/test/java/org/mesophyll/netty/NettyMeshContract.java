package org.mesophyll.netty;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.mesh.MeshContract;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.work.Ticker;

/** What a mesh promises, over one scheme. */
abstract class NettyMeshContract extends MeshContract {
    private final SchemeUnderTest scheme;

    @TempDir
    private Path directory;

    NettyMeshContract(String scheme) {
        this.scheme = new SchemeUnderTest(scheme);
    }

    @Override
    protected final Transport newTransport(ConnectionSettings settings, Ticker ticker) throws Exception {
        return scheme.newTransport(directory, settings, ticker);
    }

    @Override
    protected final Endpoint somewhere() {
        return scheme.somewhere();
    }

    @Override
    protected final Endpoint nowhere() throws Exception {
        return scheme.nowhere();
    }
}
