package org.mesophyll.client.script;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.mesophyll.client.script.ScriptFailure.Kind;

/** Stops calls that take too long. Safe for use by any number of threads. */
final class Watchdog {
    private final ScheduledThreadPoolExecutor clockwork;

    Watchdog() {
        ThreadFactory threads = Executors.defaultThreadFactory();
        clockwork = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = threads.newThread(task);
            thread.setName("mesophyll-script-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        clockwork.setRemoveOnCancelPolicy(true);
    }

    /** Makes a call on a machine, which is stopped if the call takes longer than it may. */
    ScriptOutcome guard(ScriptVm vm, Duration limit, Supplier<ScriptOutcome> call) {
        AtomicBoolean late = new AtomicBoolean();
        Future<?> alarm = clockwork.schedule(
                () -> {
                    late.set(true);
                    vm.stop();
                },
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
        try {
            ScriptOutcome outcome = call.get();
            return late.get() && isStopped(outcome) ? tooLate(limit) : outcome;
        } finally {
            alarm.cancel(false);
        }
    }

    /** Does something again and again, with so much time between; it must not block, for calls would be stopped late. */
    void every(Duration interval, Runnable task) {
        var unused =
                clockwork.scheduleWithFixedDelay(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    void close() {
        clockwork.shutdownNow();
    }

    private static boolean isStopped(ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Failed failed
                && failed.failure().kind() == Kind.STOPPED;
    }

    private static ScriptOutcome tooLate(Duration limit) {
        return new ScriptOutcome.Failed(ScriptFailure.of(Kind.LIMIT, "time: the limit is " + limit));
    }
}
