package org.mesophyll.master;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.metrics.MasterMetrics.RequestKind;
import org.mesophyll.master.metrics.OutcomeKind;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.WorkerId;

/**
 * One request, from its start to its outcome.
 *
 * <p>If a thread of the caller awaits the outcome, only that thread runs on, and whoever brings the outcome wakes it. If
 * not, the caller's code may be attached, and only the completions' threads run that. An outcome that is known before
 * the caller has the request wakes nobody.
 */
final class DispatchRequest implements Dispatch, WorkerConnection.Asker {
    private static final Guard FAILURES =
            new Guard(System.getLogger(DispatchRequest.class.getName()), "what goes with a request or its end failed");

    private final Surroundings surroundings;
    private final RequestKind kind;
    private final WorkerId worker;
    private final boolean awaited;
    private final Consumer<String> lines;
    private final long startedNanos;
    private final CompletableFuture<DispatchOutcome> outcome = new CompletableFuture<>();
    private boolean underWay; // confined to the starting thread: it ends by itself
    private volatile BooleanSupplier canceller = () -> false; // set once, before the caller has the request
    private @Nullable Runnable stop; // the script; guarded by this, like the next
    private boolean givenUp;

    /**
     * What all requests of a master share.
     *
     * @param completions runs what callers attach to outcomes
     */
    record Surroundings(
            ConnectionRegistry registry, MasterMetrics metrics, Completions completions, LongSupplier nanoClock) {}

    /**
     * Makes a request that is not sent yet.
     *
     * @param awaited whether a thread of the caller will wait for the outcome
     * @param lines called with what a script logs, on the thread that reads the connection
     */
    DispatchRequest(
            Surroundings surroundings, RequestKind kind, WorkerId worker, boolean awaited, Consumer<String> lines) {
        this.surroundings = surroundings;
        this.kind = kind;
        this.worker = worker;
        this.awaited = awaited;
        this.lines = lines;
        this.startedNanos = surroundings.nanoClock().getAsLong();
    }

    /** Returns the outcome as it is completed, for those who await it. */
    CompletableFuture<DispatchOutcome> future() {
        return outcome;
    }

    @Override
    public CompletionStage<DispatchOutcome> outcome() {
        return outcome.minimalCompletionStage();
    }

    @Override
    public boolean cancel() {
        return canceller.getAsBoolean();
    }

    /**
     * Sends it, or ends it at once.
     *
     * @param frame makes the message of the request id
     * @throws IllegalArgumentException if the message cannot be encoded
     */
    void start(LongFunction<byte[]> frame, Duration timeout) {
        if (!awaited && !surroundings.completions().reserve()) {
            endAtOnce(new DispatchOutcome.Backpressure(
                    worker, surroundings.completions().bound()));
            return;
        }
        try {
            send(frame, timeout);
        } finally {
            if (!awaited && !underWay) {
                surroundings.completions().giveBack();
            }
        }
    }

    /** Sends it; if it is not under way then, it has ended. */
    private void send(LongFunction<byte[]> frame, Duration timeout) {
        WorkerConnection.Started started = surroundings
                .registry()
                .overLive(worker, connection -> take(connection, frame, timeout))
                .orElseGet(WorkerConnection.Started.Gone::new);
        if (started instanceof WorkerConnection.Started.Sent) {
            return;
        }
        endAtOnce(
                started instanceof WorkerConnection.Started.Full full
                        ? new DispatchOutcome.Backpressure(worker, full.bound())
                        : new DispatchOutcome.NotConnected(worker));
    }

    private Optional<WorkerConnection.Started> take(
            WorkerConnection connection, LongFunction<byte[]> frame, Duration timeout) {
        WorkerConnection.Started started = connection.request(frame, timeout, awaited, this);
        if (started instanceof WorkerConnection.Started.Gone) {
            return Optional.empty();
        }
        if (started instanceof WorkerConnection.Started.Sent sent) {
            underWay = true; // at once: whatever fails from here on, it ends by itself and gives its place back then
            if (kind == RequestKind.SCRIPT && connection.takesNotices()) {
                stopBy(() -> tellOfCancel(connection, sent.requestId()));
            }
            canceller = () -> connection.cancel(sent.requestId());
        }
        return Optional.of(started);
    }

    /** Says how to stop what was sent; at once if the request was given up while it was being sent. */
    private void stopBy(Runnable how) {
        synchronized (this) {
            stop = how;
            if (!givenUp) {
                return;
            }
        }
        how.run();
    }

    /** A script is worth stopping; an event's handler may have half done what it is for. */
    private void giveUp() {
        Runnable how;
        synchronized (this) {
            givenUp = true;
            how = stop;
        }
        if (how != null) {
            how.run();
        }
    }

    private static void tellOfCancel(WorkerConnection connection, long id) {
        var unused = connection.send(ServerMessage.CODEC.encode(new ServerMessage.Cancel(new RequestId(id))));
    }

    private void endAtOnce(DispatchOutcome how) {
        try {
            count(how);
        } finally {
            outcome.complete(how);
        }
    }

    @Override
    public void onLine(String line) {
        try {
            lines.accept(line);
        } catch (RuntimeException | Error e) { // the thread reads for others too
            FAILURES.report(e);
        }
    }

    @Override
    public void accept(Ending<DispatchResult> ending) {
        DispatchOutcome how = outcomeOf(ending);
        try {
            count(how);
            if (how.kind() == OutcomeKind.TIMED_OUT || how.kind() == OutcomeKind.CANCELLED) {
                giveUp();
            }
        } catch (RuntimeException | Error e) { // the caller hears of the outcome all the same
            FAILURES.report(e);
        }
        if (awaited) {
            outcome.complete(how);
            return;
        }
        surroundings.completions().run(() -> outcome.complete(how));
    }

    private void count(DispatchOutcome how) {
        surroundings.metrics().ended(kind, how.kind(), surroundings.nanoClock().getAsLong() - startedNanos);
    }

    private DispatchOutcome outcomeOf(Ending<DispatchResult> ending) {
        if (ending instanceof Ending.Answered<DispatchResult> answered) {
            return answered.answer() instanceof DispatchResult.Ok ok
                    ? new DispatchOutcome.Answered(ok.value())
                    : new DispatchOutcome.Refused(((DispatchResult.Err) answered.answer()).reason());
        }
        if (ending instanceof Ending.TimedOut<DispatchResult> timedOut) {
            return new DispatchOutcome.TimedOut(timedOut.after());
        }
        if (ending instanceof Ending.Closed<DispatchResult> closed) {
            return new DispatchOutcome.ConnectionLost(worker, closed.reason().text());
        }
        return new DispatchOutcome.Cancelled();
    }
}
