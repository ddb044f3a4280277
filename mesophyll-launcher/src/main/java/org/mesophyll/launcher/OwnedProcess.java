package org.mesophyll.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A child process that does not outlive this JVM: a shutdown hook stops it and its descendants. Only a SIGKILL of this
 * JVM leaves it behind.
 */
final class OwnedProcess {

    /** How long a process may take to go once it is killed; more means that the kernel holds it. */
    private static final Duration DEATH = Duration.ofSeconds(10);

    private final Process process;

    private OwnedProcess(Process process) {
        this.process = process;
    }

    /** Starts a process; at this JVM's end it has {@code grace} to stop politely. */
    static OwnedProcess start(ProcessBuilder builder, Duration grace) throws IOException {
        OwnedProcess owned = new OwnedProcess(builder.start());
        Thread hook = new Thread(() -> owned.stop(grace), "stop-" + owned.process.pid());
        Runtime.getRuntime().addShutdownHook(hook);
        return owned;
    }

    Process process() {
        return process;
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /**
     * Waits for the process's end.
     *
     * @return whether it has ended within the time
     */
    boolean awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the process to stop, and kills it and its descendants once {@code politely} is over. */
    void stop(Duration politely) {
        List<ProcessHandle> tree = tree();
        process.destroy();
        awaitEnd(process.toHandle(), politely);
        endForcibly(tree);
    }

    /** Kills the process and its descendants (SIGKILL) and waits until they are gone. */
    void kill() {
        endForcibly(tree());
    }

    private void endForcibly(List<ProcessHandle> tree) {
        tree.forEach(ProcessHandle::destroyForcibly);
        tree.forEach(handle -> awaitEnd(handle, DEATH));
    }

    /** The process first, so that it cannot start what the list then misses. */
    private List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static void awaitEnd(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            handle.destroyForcibly();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("waiting for process " + handle.pid() + " failed", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
