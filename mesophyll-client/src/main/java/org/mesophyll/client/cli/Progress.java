package org.mesophyll.client.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;

/** Shows on a terminal how long something has been waited for already; cleared when it is closed. */
final class Progress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final String what;
    private final LongSupplier nanoClock;
    private final long startedNanos;
    private final ScheduledExecutorService clockwork =
            Executors.newSingleThreadScheduledExecutor(NamedThreads.single("mesophyll-progress", Progress.class));
    private boolean shown; // guarded by this, like the next
    private boolean closed;

    /**
     * Begins to show it, after the first interval.
     *
     * @param what what is waited for
     */
    Progress(PrintWriter terminal, String what, Duration interval, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.what = what;
        this.nanoClock = nanoClock;
        this.startedNanos = nanoClock.getAsLong();
        Guard guard =
                new Guard(System.getLogger(Progress.class.getName()), "the progress could not be shown", nanoClock);
        var unused = clockwork.scheduleAtFixedRate(
                guard.around(this::show), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void show() {
        if (closed) {
            return;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong() - startedNanos);
        terminal.print(CLEAR + what + " … " + seconds + " s");
        terminal.flush();
        shown = true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        clockwork.shutdownNow();
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
        }
    }
}
