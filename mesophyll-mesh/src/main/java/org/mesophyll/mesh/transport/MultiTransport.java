package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** Picks a transport by the scheme of the endpoint. */
public final class MultiTransport implements Transport {
    private final Map<String, Transport> byScheme;

    private MultiTransport(Map<String, Transport> byScheme) {
        this.byScheme = byScheme;
    }

    /**
     * Puts transports together, which are closed with it.
     *
     * @throws IllegalArgumentException if two carry the same scheme
     */
    public static MultiTransport of(Collection<? extends Transport> transports) {
        Map<String, Transport> byScheme = new TreeMap<>();
        for (Transport transport : transports) {
            for (String scheme : transport.schemes()) {
                if (byScheme.put(scheme, transport) != null) {
                    throw new IllegalArgumentException("two transports carry " + scheme);
                }
            }
        }
        return new MultiTransport(byScheme);
    }

    @Override
    public Set<String> schemes() {
        return new TreeSet<>(byScheme.keySet());
    }

    @Override
    public CompletionStage<Connection> connectAsync(Endpoint to, Duration within) {
        Transport transport = byScheme.get(to.scheme());
        return transport == null ? CompletableFuture.failedFuture(unknown(to)) : transport.connectAsync(to, within);
    }

    @Override
    public Listener listen(Endpoint at) throws TransportException {
        Transport transport = byScheme.get(at.scheme());
        if (transport == null) {
            throw unknown(at);
        }
        return transport.listen(at);
    }

    @Override
    public void close() {
        byScheme.values().stream().distinct().forEach(Transport::close);
    }

    private TransportException unknown(Endpoint endpoint) {
        return new TransportException(
                Reason.UNKNOWN_SCHEME,
                "no transport for " + endpoint.scheme() + "://, there are " + String.join(", ", byScheme.keySet()));
    }
}
