package org.mesophyll.it.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;

/** The command line's {@code worker --scripts}, in a process of its own. */
public final class ScriptProcess implements AutoCloseable {
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");

    private final Process process;

    private ScriptProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param engine where the engine is below a module's {@code target}, such as {@code mesophyll-lua/mesophyll-lua.jar}
     * @param settings variables of its environment
     */
    public static ScriptProcess start(
            Running master, int worker, String language, String engine, Map<String, String> settings)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-DontCompileHugeMethods",
                "-jar",
                built("mesophyll-client/mesophyll-client.jar"),
                "worker",
                "--url",
                master.url().toString(),
                "--id",
                Integer.toString(worker),
                "--scripts",
                "--language",
                language,
                "--engine",
                built(engine));
        builder.environment().put("MESOPHYLL_CLIENT_TOKEN", ItTokens.worker(worker));
        builder.environment().putAll(settings);
        return new ScriptProcess(builder.inheritIO().start());
    }

    /** Returns how many bytes of its heap are in use after a full collection, as the JDK's {@code jcmd} says. */
    public long liveHeapBytes() throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = jcmd.inputReader(StandardCharsets.UTF_8)) {
            return lines.lines()
                    .map(TOTAL::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(total -> Long.parseLong(total.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new IOException("jcmd says nothing of the heap"));
        }
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Returns where a file is that the build made below a module's {@code target}. */
    static String built(String file) {
        Path named = Path.of(file);
        return Path.of("..", "..")
                .resolve(named.getName(0))
                .resolve("target")
                .resolve(named.getFileName())
                .toString();
    }
}
