package org.mesophyll.it.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mesophyll.it.Running;

/** A shell in which {@code client} is the command line's jar and {@code MESOPHYLL_URL} names the master. */
public final class Shell {
    private static final long LIMIT_SECONDS = 60;

    private final Running master;
    private final Path directory;

    /**
     * Opens a shell.
     *
     * @param directory where commands run, and where their words and output are kept meanwhile
     */
    public Shell(Running master, Path directory) {
        this.master = master;
        this.directory = directory;
    }

    /**
     * What became of a command.
     *
     * @param exitCode what it ended with
     * @param output what it wrote to both of its streams
     */
    public record Outcome(int exitCode, String output) {}

    /** Runs a command, whose characters reach it as UTF-8 whatever this process's locale is. */
    public Outcome run(Map<String, String> environment, String command) throws IOException, InterruptedException {
        Process process = start(environment, command);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("not ended within " + LIMIT_SECONDS + " s: " + output());
        }
        return new Outcome(process.exitValue(), output());
    }

    /** Starts a command; see {@link #run}. */
    public Process start(Map<String, String> environment, String command) throws IOException {
        Path file = directory.resolve("command.sh");
        Files.writeString(file, "client() { \"$JAVA\" -jar \"$JAR\" \"$@\"; }\n" + command + "\n");
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile());
        shell.environment()
                .putAll(Map.of(
                        "JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "JAR",
                        Path.of(ScriptProcess.built("mesophyll-client/mesophyll-client.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "MESOPHYLL_URL",
                        master.url().toString()));
        shell.environment().putAll(environment);
        return shell.start();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
    }
}
