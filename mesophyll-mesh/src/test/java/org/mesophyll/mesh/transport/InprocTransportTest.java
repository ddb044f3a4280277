package org.mesophyll.mesh.transport;

import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.mesh.work.Ticker;

class InprocTransportTest extends TransportContract {
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
