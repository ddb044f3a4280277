package org.mesophyll.client.script;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;

/** Stops calls that take too long. Safe for use by any number of threads. */
final class Watchdog {
    private final Guard guard =
            new Guard(System.getLogger(Watchdog.class.getName()), "the watchdog of scripts failed at something");
    private final ScheduledThreadPoolExecutor clockwork;

    Watchdog() {
        clockwork =
                new ScheduledThreadPoolExecutor(1, NamedThreads.single("mesophyll-script-watchdog", Watchdog.class));
        clockwork.setRemoveOnCancelPolicy(true);
        clockwork.prestartCoreThread(); // from here on no call needs a thread to be started
    }

    /** Makes a call on a machine, which is stopped if the call takes longer than it may. */
    ScriptOutcome guard(ScriptVm vm, Duration limit, Supplier<ScriptOutcome> call) {
        Alarm alarm = new Alarm(vm);
        Future<?> scheduled = null;
        try {
            scheduled = clockwork.schedule(guard.around(alarm), limit.toNanos(), TimeUnit.NANOSECONDS);
            ScriptOutcome outcome = call.get();
            return alarm.rang && isStopped(outcome) ? tooLate(limit) : outcome;
        } finally {
            alarm.off = true; // it may be scheduled though scheduling it failed, for want of a thread
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }
    }

    /** Stops a machine unless it is switched off first. */
    private static final class Alarm implements Runnable {
        private final ScriptVm vm;
        private volatile boolean rang; // written by the watchdog's thread
        private volatile boolean off; // written by the call's thread

        private Alarm(ScriptVm vm) {
            this.vm = vm;
        }

        @Override
        public void run() {
            if (!off) {
                rang = true;
                vm.stop();
            }
        }
    }

    /** Does something again and again, with so much time between; it must not block, for calls would be stopped late. */
    void every(Duration interval, Runnable task) {
        var unused = clockwork.scheduleWithFixedDelay(
                guard.around(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
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
