package org.mesophyll.master.scripts;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.protocol.WorkerId;

/**
 * Runs scripts on the workers that own the tenants, and lets them wait for a worker that is not connected.
 *
 * <p>Safe for use by any number of threads; never blocks. Every run is written to the audit log when it ends.
 */
public final class ScriptRunner {
    private final Dispatcher dispatcher;
    private final WorkerArrivals arrivals;
    private final ScriptAudit audit;
    private final LongSupplier nanoClock;

    /**
     * Makes a runner.
     *
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public ScriptRunner(Dispatcher dispatcher, WorkerArrivals arrivals, ScriptAudit audit, LongSupplier nanoClock) {
        this.dispatcher = dispatcher;
        this.arrivals = arrivals;
        this.audit = audit;
        this.nanoClock = nanoClock;
    }

    /**
     * Begins to run a script.
     *
     * @throws IllegalArgumentException if its time-out is not positive or over {@code mesophyll.dispatch.max-timeout}
     */
    public ScriptRun run(ScriptTask task) {
        Run run = new Run(task);
        run.attempt(task.timeout());
        return run;
    }

    /** Has a wait or a request, never both, until it ends. */
    private final class Run implements ScriptRun {
        private final ScriptTask task;
        private final long startedNanos = nanoClock.getAsLong();
        private final CompletableFuture<ScriptOutcome> outcome = new CompletableFuture<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile boolean cancelled; // written by any thread, once
        private volatile @Nullable Runnable giveUp; // on what it waits for; written by whoever takes the next step

        private Run(ScriptTask task) {
            this.task = task;
        }

        @Override
        public CompletionStage<ScriptOutcome> outcome() {
            return outcome.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            cancelled = true; // before the look at what it waits for: who waits for the next thing sees it
            Runnable giveUpNow = giveUp;
            if (giveUpNow != null) {
                giveUpNow.run();
            }
        }

        private void attempt(Duration left) {
            Dispatch dispatch = dispatcher.runScript(task.tenant(), task.name(), task.code(), task.event(), left);
            waitsFor(dispatch::cancel);
            dispatch.outcome().thenAccept(this::onDispatched);
        }

        private void attemptAgain() {
            Duration left = left();
            if (left.isNegative() || left.isZero()) {
                end(new ScriptOutcome.TimedOut(task.timeout()));
                return;
            }
            attemptOrEnd(left);
        }

        private void attemptOrEnd(Duration left) {
            try {
                attempt(left);
            } catch (IllegalArgumentException e) { // it is looked at only once there is a connection to send it over
                end(new ScriptOutcome.Unacceptable(String.valueOf(e.getMessage())));
            }
        }

        private void onDispatched(DispatchOutcome how) {
            if (how instanceof DispatchOutcome.NotConnected missing && !cancelled) {
                await(missing.worker());
                return;
            }
            end(outcomeOf(how));
        }

        private void await(WorkerId worker) {
            WorkerArrivals.Wait wait = arrivals.await(worker, left());
            waitsFor(wait::cancel);
            wait.arrival().thenAccept(arrival -> onArrival(worker, arrival));
        }

        private void onArrival(WorkerId worker, WorkerArrivals.Arrival arrival) {
            switch (arrival) {
                case CONNECTED -> attemptAgain();
                case TOO_LATE -> end(new ScriptOutcome.NoWorker(worker, task.timeout()));
                case TOO_MANY -> end(new ScriptOutcome.Backpressure(arrivals.bound()));
                case CANCELLED ->
                    end(cancelled ? new ScriptOutcome.Cancelled() : new ScriptOutcome.Lost("the master is stopping"));
            }
        }

        private void waitsFor(Runnable giveUpOnIt) {
            giveUp = giveUpOnIt;
            if (cancelled) {
                giveUpOnIt.run();
            }
        }

        private Duration left() {
            return task.timeout().minusNanos(nanoClock.getAsLong() - startedNanos);
        }

        private void end(ScriptOutcome how) {
            if (ended.compareAndSet(false, true)) {
                audit.ended(task, how, Duration.ofNanos(nanoClock.getAsLong() - startedNanos));
                outcome.complete(how);
            }
        }

        private ScriptOutcome outcomeOf(DispatchOutcome how) {
            return switch (how.kind()) {
                case ANSWERED -> new ScriptOutcome.Returned(((DispatchOutcome.Answered) how).value());
                case REFUSED -> refused(((DispatchOutcome.Refused) how).reason());
                case TIMED_OUT -> new ScriptOutcome.TimedOut(task.timeout());
                case NOT_CONNECTED, CANCELLED -> new ScriptOutcome.Cancelled();
                case BACKPRESSURE -> {
                    DispatchOutcome.Backpressure busy = (DispatchOutcome.Backpressure) how;
                    yield new ScriptOutcome.Backpressure("worker " + busy.worker() + ": " + busy.bound());
                }
                case CONNECTION_LOST -> {
                    DispatchOutcome.ConnectionLost lost = (DispatchOutcome.ConnectionLost) how;
                    yield new ScriptOutcome.Lost("worker " + lost.worker() + ": " + lost.why());
                }
            };
        }

        private static ScriptOutcome refused(String reason) {
            return ScriptError.parse(reason)
                    .<ScriptOutcome>map(ScriptOutcome.Failed::new)
                    .orElseGet(() -> new ScriptOutcome.Refused(reason));
        }
    }
}
