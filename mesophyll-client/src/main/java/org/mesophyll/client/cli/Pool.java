package org.mesophyll.client.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.WorkerId;

/**
 * Keeps one process a worker running: starts it again when it ends, and gives all up when one keeps ending.
 *
 * <p>Owns a thread a worker, which reads the process's output and waits for its end; {@link #close} ends processes and
 * threads.
 */
final class Pool implements AutoCloseable {
    private static final Guard GUARD =
            new Guard(System.getLogger(Pool.class.getName()), "a worker of the pool could not be looked after");
    private static final long STOP_SECONDS = 15;

    private final Map<WorkerId, ProcessBuilder> commands;
    private final Patience patience;
    private final Consumer<String> out;
    private final ConcurrentMap<WorkerId, Process> running = new ConcurrentHashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile boolean gaveUp; // from false to true

    /**
     * How long a pool bears with processes that end.
     *
     * @param firstBackOff the wait before the first new start; doubled with each quick end
     * @param maxBackOff the longest wait
     * @param quick an end within this time of the start counts as quick
     * @param mostQuickEnds so many quick ends in a row, and the pool gives up
     */
    record Patience(Duration firstBackOff, Duration maxBackOff, Duration quick, int mostQuickEnds) {
        static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(10), 10);

        /** Returns the wait after a number of quick ends in a row. */
        Duration backOff(int quickEnds) {
            Duration backOff = firstBackOff.multipliedBy(1L << Math.min(Math.max(quickEnds - 1, 0), 20));
            return backOff.compareTo(maxBackOff) > 0 ? maxBackOff : backOff;
        }
    }

    /**
     * Makes a pool without processes.
     *
     * @param commands what to start for each worker, with its output and errors in one stream
     * @param out hears of each line that a process prints, with the worker in front of it; called by several threads
     */
    Pool(Map<WorkerId, ProcessBuilder> commands, Patience patience, Consumer<String> out) {
        this.commands = new LinkedHashMap<>(commands);
        this.patience = patience;
        this.out = out;
    }

    /** Runs the processes until the pool is closed or gives up; says whether it was closed. */
    boolean run() {
        List<Thread> threads = new ArrayList<>();
        commands.forEach((id, command) -> threads.add(new Thread(() -> keep(id, command), "mesophyll-pool-" + id)));
        try {
            threads.forEach(Thread::start);
        } catch (Error e) { // the machine has no thread left: better none of the workers than some unnoticed
            close();
            throw e;
        }
        try {
            for (Thread thread : threads) {
                thread.join(); // for as long as the pool runs
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
        }
        return !gaveUp;
    }

    /** Ends all processes: asks them, and after 15 s kills them. */
    @Override
    public void close() {
        stopping.countDown();
        running.values().forEach(Process::destroy);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        running.values().forEach(process -> awaitEnd(process, deadline));
    }

    private static void awaitEnd(Process process, long deadlineNanos) {
        try {
            if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void keep(WorkerId id, ProcessBuilder command) {
        // Begins anew after a failure of its own, such as no memory; it ends when the pool does.
        GUARD.repeat(() -> !isStopping(), () -> keepUntilStop(id, command));
    }

    private void keepUntilStop(WorkerId id, ProcessBuilder command) throws InterruptedException {
        int quickEnds = 0;
        while (!isStopping()) {
            long startNanos = System.nanoTime();
            int exitCode = runOnce(id, command);
            if (isStopping()) {
                return;
            }
            boolean quick = System.nanoTime() - startNanos < patience.quick().toNanos();
            quickEnds = quick ? quickEnds + 1 : 0;
            if (quickEnds >= patience.mostQuickEnds()) {
                giveUp(id, quickEnds);
                return;
            }
            Duration backOff = patience.backOff(quickEnds);
            say(id, "ended with " + exitCode + ", starts again in " + backOff.toMillis() + " ms");
            if (stopping.await(backOff.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private int runOnce(WorkerId id, ProcessBuilder command) throws InterruptedException {
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            say(id, "cannot be started: " + e.getMessage());
            return -1;
        }
        running.put(id, process);
        if (isStopping()) { // close may have missed it
            process.destroy();
        }
        try {
            copyOutput(id, process);
            return process.waitFor(); // its output has ended, so it has, or is about to
        } finally {
            running.remove(id);
            process.destroy(); // if something failed here, for the next one takes its place
        }
    }

    private void copyOutput(WorkerId id, Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> out.accept("[" + id + "] " + Printable.of(line)));
        } catch (IOException | UncheckedIOException e) {
            say(id, "its output broke off: " + e.getMessage());
        }
    }

    private void giveUp(WorkerId id, int quickEnds) {
        gaveUp = true;
        try {
            say(
                    id,
                    "ended " + quickEnds + " times within " + patience.quick().toSeconds()
                            + " s of its start: the pool gives up");
        } finally {
            close();
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void say(WorkerId id, String what) {
        out.accept("pool: worker " + id + " " + Printable.of(what));
    }
}
