package org.mesophyll.bench.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process with the workers, a child of this one; it ends with it, for its input ends then. */
final class WorkersProcess implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private WorkersProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts as many workers as there are tokens; they connect in the background.
     *
     * @param master its root URL
     * @param tokenFile lines {@code id token}
     * @param jvmOptions options for the workers' JVM
     * @param log takes what the workers say; replaced when it is there
     */
    static WorkersProcess start(URI master, Path tokenFile, List<String> jvmOptions, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(EchoWorkers.class.getName());
        command.add(master.toString());
        command.add(tokenFile.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(log.toFile());
        return new WorkersProcess(builder.start(), log);
    }

    /** Returns the process, for a look at its processor time. */
    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Waits for a moment.
     *
     * @throws LoadFailedException as soon as the process has ended
     */
    void requireAliveFor(Duration moment) throws InterruptedException {
        if (process.waitFor(moment.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new LoadFailedException(
                    "the workers ended by themselves with exit code " + process.exitValue() + ", see " + log);
        }
    }

    /** Returns how many events the workers have received so far. */
    long received() throws IOException, InterruptedException {
        questions.write(EchoWorkers.COUNT);
        questions.newLine();
        questions.flush();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::readAnswer);
        try {
            return Long.parseLong(answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException | NumberFormatException failure) {
            throw new IOException("the workers do not say what they received, see " + log, failure);
        }
    }

    /** Ends the workers: by the end of their input, and after 15 s by force. */
    @Override
    public void close() {
        try {
            questions.close();
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String readAnswer() {
        try {
            return String.valueOf(answers.readLine());
        } catch (IOException failure) {
            throw new UncheckedIOException("the workers' output cannot be read", failure);
        }
    }
}
