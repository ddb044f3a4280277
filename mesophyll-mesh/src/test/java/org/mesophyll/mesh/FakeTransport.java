package org.mesophyll.mesh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.mesh.transport.AcceptOutcome;
import org.mesophyll.mesh.transport.Connection;
import org.mesophyll.mesh.transport.ConnectionSettings;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.InprocTransport;
import org.mesophyll.mesh.transport.Listener;
import org.mesophyll.mesh.transport.Transport;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.Ticker;

/** A transport whose tries end when and as the test says. Confined to the test's thread. */
final class FakeTransport implements Transport {
    private final InprocTransport inproc;
    private boolean failed; // to connect to the endpoint that fails once
    private final List<Endpoint> tried = new ArrayList<>();
    private final Map<Endpoint, CompletableFuture<Connection>> under = new HashMap<>();

    FakeTransport(Ticker ticker) {
        this.inproc = new InprocTransport(ConnectionSettings.DEFAULT, ticker, System::nanoTime);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("fake");
    }

    @Override
    public CompletionStage<Connection> connectAsync(Endpoint to, Duration within) {
        if (to.host().equals("throws")) {
            throw new IllegalStateException("a transport that breaks its promise");
        }
        tried.add(to);
        if (to.host().equals("fails") && !failed) {
            failed = true;
            tried.remove(to);
            throw new OutOfMemoryError("unable to create native thread");
        }
        CompletableFuture<Connection> connecting = new CompletableFuture<>();
        under.put(to, connecting);
        return connecting;
    }

    /** Returns the endpoints that were tried since this was asked last. */
    List<Endpoint> tried() {
        List<Endpoint> all = List.copyOf(tried);
        tried.clear();
        return all;
    }

    /** Ends a try with a connection, and returns its other end. */
    Connection succeed(Endpoint at) throws Exception {
        try (Listener listener = inproc.listen(Endpoint.inproc("peer"))) {
            Connection here = inproc.connect(listener.endpoint(), Duration.ofSeconds(1));
            under(at).complete(here);
            if (listener.accept(Duration.ZERO) instanceof AcceptOutcome.Accepted accepted) {
                return accepted.connection();
            }
            throw new AssertionError("no connection came");
        }
    }

    /** Ends a try as a transport must not. */
    void cancel(Endpoint at) {
        under(at).cancel(false);
    }

    /** Ends a try with a failure. */
    void fail(Endpoint at, Reason reason) {
        under(at).completeExceptionally(new TransportException(reason, "as the test says"));
    }

    @Override
    public Listener listen(Endpoint at) {
        throw new UnsupportedOperationException("nobody listens in these tests");
    }

    @Override
    public void close() {
        inproc.close();
    }

    private CompletableFuture<Connection> under(Endpoint at) {
        CompletableFuture<Connection> connecting = under.remove(at);
        if (connecting == null) {
            throw new IllegalStateException("no try is under way at " + at);
        }
        return connecting;
    }
}
