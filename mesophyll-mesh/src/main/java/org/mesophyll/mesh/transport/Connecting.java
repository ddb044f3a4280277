package org.mesophyll.mesh.transport;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mesophyll.mesh.transport.TransportException.Reason;

/** Waits for connections that are being made. */
final class Connecting {
    /** How much longer than it may take somebody waits for a transport to say so. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private Connecting() {}

    static Connection await(CompletionStage<Connection> connecting, Endpoint to, Duration within)
            throws TransportException, InterruptedException {
        Future<Connection> result = connecting.toCompletableFuture();
        try {
            return result.get(within.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            cutLate(connecting);
            throw e;
        } catch (TimeoutException e) {
            cutLate(connecting);
            throw new TransportException(Reason.TIMED_OUT, to + " did not answer within " + within, e);
        } catch (ExecutionException e) {
            throw TransportException.of(e, to);
        }
    }

    private static void cutLate(CompletionStage<Connection> connecting) {
        var unused = connecting.thenAccept(Connection::abort);
    }
}
