package org.mesophyll.mesh;

import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.InprocTransport;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.work.Ticker;

class InprocMeshTest extends MeshContract {
    private final AtomicInteger names = new AtomicInteger();

    @Override
    protected Transport newTransport(ConnectionSettings settings, Ticker ticker) {
        return new InprocTransport(settings, ticker, System::nanoTime);
    }

    @Override
    protected Endpoint somewhere() {
        return Endpoint.inproc("test-" + names.incrementAndGet());
    }

    @Override
    protected Endpoint nowhere() {
        return Endpoint.inproc("nobody");
    }
}
