package org.mesophyll.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A child of this JVM with the same class path that answers lines of text with lines of text. It has to end when its input
 * does, so that it does not outlive this JVM. Confined to one thread.
 */
public final class ChildJvm implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final Process process;
    private final String name;
    private final Path log;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private ChildJvm(Process process, String name, Path log) {
        this.process = process;
        this.name = name;
        this.log = log;
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * What a child is to run.
     *
     * @param name what messages call it, in the plural or not: "the workers"
     * @param main the class with the main method
     * @param jvmOptions options for the JVM
     * @param arguments for the main method
     * @param log takes what the child writes to its standard error; replaced when it is there
     */
    public record Spec(String name, Class<?> main, List<String> jvmOptions, List<String> arguments, Path log) {
        public Spec {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(main.getName());
            command.addAll(arguments);
            return command;
        }
    }

    /** Starts a child. */
    public static ChildJvm start(Spec spec) throws IOException {
        Files.createDirectories(spec.log().toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(spec.command());
        builder.redirectError(spec.log().toFile());
        return new ChildJvm(builder.start(), spec.name(), spec.log());
    }

    /** Returns the process, for a look at its processor time. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Waits for a moment.
     *
     * @throws BenchFailedException as soon as the process has ended
     */
    public void requireAliveFor(Duration moment) throws InterruptedException {
        if (process.waitFor(moment.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new BenchFailedException(
                    name + " ended early, with exit code " + process.exitValue() + ", see " + log);
        }
    }

    /** Writes a line and returns the next that the child writes; see {@link #answer}. */
    public String ask(String question, Duration limit) throws IOException, InterruptedException {
        questions.write(question);
        questions.newLine();
        questions.flush();
        return answer(limit);
    }

    /**
     * Returns the next line that the child writes.
     *
     * @throws BenchFailedException if it ends instead, or says nothing within the limit
     */
    public String answer(Duration limit) throws InterruptedException {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::readAnswer);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new BenchFailedException(name + " did not answer within " + limit.toMillis() + " ms, see " + log);
        } catch (ExecutionException gone) {
            throw new BenchFailedException(name + " ended without an answer, see " + log);
        }
    }

    /** Returns the number in a line that the child wrote. */
    public long number(String answer) {
        try {
            return Long.parseLong(answer);
        } catch (NumberFormatException other) {
            throw new BenchFailedException(name + " said \"" + answer + "\" in place of a number, see " + log);
        }
    }

    /** Ends the child: by the end of its input, and after 15 s by force. */
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
            String line = answers.readLine();
            if (line == null) {
                throw new IOException("the output has ended");
            }
            return line;
        } catch (IOException failure) {
            throw new UncheckedIOException("the output of a child cannot be read", failure);
        }
    }
}
