package org.mesophyll.master.scripts;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.Dispatch;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.WorkerArrivals;
import org.mesophyll.master.WorkerStatus;
import org.mesophyll.master.registry.ConnectionStatus;
import org.mesophyll.protocol.BusyReason;
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
        return run(task, line -> {});
    }

    /**
     * Begins to run a script, and hears what it logs.
     *
     * @param lines called with each line that comes before the outcome is known, on a thread that must not be blocked
     * @throws IllegalArgumentException if its time-out is not positive or over {@code mesophyll.dispatch.max-timeout}
     */
    public ScriptRun run(ScriptTask task, Consumer<String> lines) {
        Run run = new Run(task, lines, true);
        run.attempt(task.timeout());
        return run;
    }

    /**
     * Runs a script now or not at all, as one of many tries: an outcome that {@linkplain ScriptOutcome#isWorthAnotherTry is worth
     * another try} is not written to the audit log.
     *
     * @param lines as with {@link #run(ScriptTask, Consumer)}
     * @throws IllegalArgumentException if its time-out is not positive or over {@code mesophyll.dispatch.max-timeout}
     */
    public ScriptRun tryToRun(ScriptTask task, Consumer<String> lines) {
        Run run = new Run(task, lines, false);
        run.attempt(task.timeout());
        return run;
    }

    /**
     * Runs a script now or not at all: it does not wait for a worker that is not connected.
     *
     * @throws IllegalArgumentException as {@link Dispatcher} says
     */
    public Dispatch runNow(ScriptTask task) {
        long startedNanos = nanoClock.getAsLong();
        Dispatch dispatch = dispatcher.runScript(task.tenant(), task.name(), task.code(), task.event(), task.timeout());
        dispatch.outcome()
                .thenAccept(how -> audit.ended(
                        task, outcomeOf(how, task.timeout()), Duration.ofNanos(nanoClock.getAsLong() - startedNanos)));
        return dispatch;
    }

    /** Has a wait or a request, never both, until it ends. */
    private final class Run implements ScriptRun {
        private final ScriptTask task;
        private final Consumer<String> lines;
        private final boolean waits; // for a worker that is not connected
        private final long startedNanos = nanoClock.getAsLong();
        private final CompletableFuture<ScriptOutcome> outcome = new CompletableFuture<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile boolean cancelled; // written by any thread, once
        private volatile @Nullable Runnable giveUp; // on what it waits for; written by whoever takes the next step

        private Run(ScriptTask task, Consumer<String> lines, boolean waits) {
            this.task = task;
            this.lines = lines;
            this.waits = waits;
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
            Optional<String> mismatch = mismatch();
            if (mismatch.isPresent()) {
                end(new ScriptOutcome.Unacceptable(mismatch.get()));
                return;
            }
            Dispatch dispatch =
                    dispatcher.runScript(task.tenant(), task.name(), task.code(), task.event(), left, lines);
            waitsFor(dispatch::cancel);
            dispatch.outcome().thenAccept(this::onDispatched);
        }

        /** Says why the connected worker cannot run the script's language, if both are known. */
        private Optional<String> mismatch() {
            String language = task.language();
            if (language == null) {
                return Optional.empty();
            }
            WorkerId owner = dispatcher.ownerOf(task.tenant());
            Set<String> runs = dispatcher
                    .worker(owner)
                    .flatMap(WorkerStatus::connection)
                    .map(ConnectionStatus::languages)
                    .orElse(Set.of());
            boolean fits = runs.isEmpty() || runs.contains(language);
            return fits
                    ? Optional.empty()
                    : Optional.of("worker " + owner + " runs " + String.join(", ", new TreeSet<>(runs)) + ", not "
                            + language);
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
            if (how instanceof DispatchOutcome.NotConnected missing && (waits || cancelled)) {
                if (cancelled) {
                    end(new ScriptOutcome.Cancelled());
                } else {
                    await(missing.worker());
                }
                return;
            }
            end(outcomeOf(how, task.timeout()));
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
                if (waits || !how.isWorthAnotherTry()) {
                    audit.ended(task, how, Duration.ofNanos(nanoClock.getAsLong() - startedNanos));
                }
                outcome.complete(how);
            }
        }
    }

    private static ScriptOutcome outcomeOf(DispatchOutcome how, Duration timeout) {
        return switch (how.kind()) {
            case ANSWERED -> new ScriptOutcome.Returned(((DispatchOutcome.Answered) how).value());
            case REFUSED -> refused(((DispatchOutcome.Refused) how).reason());
            case TIMED_OUT -> new ScriptOutcome.TimedOut(timeout);
            case NOT_CONNECTED -> new ScriptOutcome.NoWorker(((DispatchOutcome.NotConnected) how).worker(), timeout);
            case CANCELLED -> new ScriptOutcome.Cancelled();
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
        Optional<ScriptOutcome> ofScript = ScriptError.parse(reason).map(ScriptOutcome.Failed::new);
        Optional<ScriptOutcome> ofRoom =
                BusyReason.parse(reason).map(busy -> new ScriptOutcome.Backpressure("the worker: " + busy.bound()));
        return ofScript.or(() -> ofRoom).orElseGet(() -> new ScriptOutcome.Refused(reason));
    }
}
