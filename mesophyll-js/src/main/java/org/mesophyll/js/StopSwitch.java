package org.mesophyll.js;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.script.ScriptFailure;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;

/**
 * Ends a context for good, once, for the first reason that comes. Safe for use by any number of threads.
 *
 * <p>Cancelling waits for the thread that runs in the context, and interrupts it: so it is done by a thread of its own, and
 * that interrupt is taken back before the thread goes on to something else.
 */
final class StopSwitch {
    private static final Guard FAILURES =
            new Guard(System.getLogger(StopSwitch.class.getName()), "a script's context could not be cancelled");
    private static final long LONGEST_SECONDS = 10;
    private static final long RETRY_MILLIS = 100;

    private final Context context;
    private final Executor threads;
    private final AtomicReference<@Nullable ScriptFailure> reason = new AtomicReference<>();
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

    StopSwitch(Context context, Executor threads) {
        this.context = context;
        this.threads = threads;
    }

    /** Stops what runs; does not wait for it. */
    void stop(ScriptFailure why) {
        if (reason.compareAndSet(null, why)) {
            cancelBesides();
        }
    }

    /** Has a thread cancel the context; if there is none now, tries again until there is. */
    private void cancelBesides() {
        Handoff.execute(threads, this::cancel, refusal -> {
            FAILURES.report(refusal);
            CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::cancelBesides);
        });
    }

    /** Ends the context, in which nothing runs. */
    void close(ScriptFailure why) {
        if (reason.compareAndSet(null, why)) {
            cancel();
        }
    }

    /** Returns why the context was ended, or null if it was not. */
    @Nullable ScriptFailure reason() {
        return reason.get();
    }

    /** Leaves this thread as it was when it entered the context, if that was ended meanwhile. */
    void leave() {
        if (reason.get() != null) {
            var unusedEnd = cancelled
                    .copy()
                    .completeOnTimeout(null, LONGEST_SECONDS, TimeUnit.SECONDS)
                    .join();
            var unused = Thread.interrupted();
        }
    }

    private void cancel() {
        FAILURES.run(() -> context.close(true));
        var unused = cancelled.complete(null);
    }
}
