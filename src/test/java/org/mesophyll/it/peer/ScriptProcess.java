package org.mesophyll.it.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;

/** The command line's {@code worker --scripts}, in a process of its own. */
public final class ScriptProcess implements AutoCloseable {
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

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String built(String file) {
        Path named = Path.of(file);
        return Path.of("..", "..")
                .resolve(named.getName(0))
                .resolve("target")
                .resolve(named.getFileName())
                .toString();
    }
}
