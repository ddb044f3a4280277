package org.mesophyll.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer that keeps what it is to do until the test says so; what its own thread has is empty. */
public final class ManualTimer extends ScheduledThreadPoolExecutor {
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();

    public ManualTimer() {
        super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        waiting.add(command);
        delays.add(Duration.of(delay, unit.toChronoUnit()));
        // never run: whoever asked only wants to know that it was taken
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    public List<Duration> delays() {
        return List.copyOf(delays);
    }

    public void fireAll() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }
}
