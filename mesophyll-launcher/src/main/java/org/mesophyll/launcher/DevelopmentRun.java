package org.mesophyll.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * {@code mvn -Prun}: a master and a few workers on this machine, until Ctrl-C or SIGTERM, or until the process that
 * started this one is gone.
 */
public final class DevelopmentRun {

    private static final int FAILED = 1;
    private static final int PARENT_GONE = 143;
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration WORKERS_LIMIT = Duration.ofSeconds(60);
    private static final Duration WORKERS_STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final DevelopmentSettings settings;
    private final PrintStream out;

    /** Set by the shutdown hook, read by the main thread: from then on an ending process is no failure. */
    private volatile boolean stopping;

    private DevelopmentRun(DevelopmentSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /** Runs until it is told to stop; exits with 1 and a reason in plain words when something fails. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            new DevelopmentRun(DevelopmentSettings.from(System.getProperties()), System.out).run();
        } catch (PortInUseException taken) {
            fail(taken.getMessage() + ".\nStop that process, or choose another port: -Dmesophyll.port=8090");
        } catch (IOException | ServerFailedException | IllegalArgumentException failure) {
            fail(String.valueOf(failure.getMessage()));
        }
    }

    private void run() throws IOException, InterruptedException {
        if (!Files.isRegularFile(settings.client())) {
            throw new IOException("there is no client jar at " + settings.client());
        }
        settings.server().ports().requireFree();
        PrivateFiles.directory(settings.data());
        PrivateFiles.file(settings.workersLog());
        WorkerTokenFile.writeIfMissing(settings.workerTokens(), DevelopmentSettings.MOST_WORKERS);
        stopWithParent();

        out.println("Mesophyll: starting " + settings.kind() + ", this takes up to a minute …");
        ServerProcess server = ServerProcess.start(settings.server());
        server.awaitReady(READY_LIMIT);
        if (settings.workers() == 0) {
            out.println(welcome(server, "none; yours may be worker 0"));
            server.onExit().join();
        } else {
            runWithWorkers(server);
        }
        if (!stopping) {
            throw new ServerFailedException("the server ended by itself; see " + settings.serverLog());
        }
    }

    private void runWithWorkers(ServerProcess server) throws IOException, InterruptedException {
        out.println("Mesophyll: the master is ready, starting the workers …");
        LogTail workersLog = LogTail.fromHere(settings.workersLog());
        OwnedProcess pool = startWorkers(server);
        awaitWorkers(pool, workersLog);
        String log = shown(settings.workersLog()).toString();
        out.println(welcome(server, settings.workers() + ", ids from 0 on, connected  (log " + log + ")"));
        CompletableFuture.anyOf(server.onExit(), pool.onExit()).join();
        if (!stopping && server.isAlive()) {
            throw new ServerFailedException("the workers ended by themselves; " + workersLog.lastLines());
        }
    }

    /** SIGKILL of Maven reaches nobody else. */
    private void stopWithParent() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::sayStopping, "say-stopping"));
        ProcessHandle.current().parent().ifPresent(DevelopmentRun::exitAfter);
    }

    private static void exitAfter(ProcessHandle parent) {
        CompletableFuture<ProcessHandle> unused =
                parent.onExit().whenComplete((gone, failure) -> System.exit(PARENT_GONE));
    }

    private void sayStopping() {
        stopping = true;
        out.println("Mesophyll: stopping the workers and the master …");
    }

    private OwnedProcess startWorkers(ServerProcess server) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                settings.client().toString(),
                "pool",
                "--workers",
                Integer.toString(settings.workers()),
                "--token-file",
                settings.workerTokens().toString(),
                "--url",
                server.url().toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(settings.workersLog().toFile()));
        return OwnedProcess.start(builder, WORKERS_STOP_LIMIT);
    }

    private void awaitWorkers(OwnedProcess pool, LogTail log) throws IOException, InterruptedException {
        OperatorView view = new OperatorView(settings.server().url(), settings.operatorTokens());
        long start = System.nanoTime();
        while (view.connectedWorkers() < settings.workers()) {
            if (pool.awaitExit(POLL_INTERVAL)) {
                throw new ServerFailedException("the workers ended; " + log.lastLines());
            }
            if (System.nanoTime() - start > WORKERS_LIMIT.toNanos()) {
                throw new ServerFailedException("fewer than " + settings.workers() + " workers are connected after "
                        + WORKERS_LIMIT.toSeconds() + " s; " + log.lastLines());
            }
        }
    }

    private String welcome(ServerProcess server, String workers) {
        return """

                Mesophyll runs.
                  master           %1$s  (%2$s, process %3$d, log %4$s)
                  workers          %5$s
                  worker tokens    %6$s
                  operator tokens  %7$s
                  data             %8$s  (kept until mvn clean)

                Dispatch an event to a tenant, in another terminal:
                  java -jar %9$s dispatch --url %1$s --tenant guild:81384788765712384 \
                --data '{"a":1}' --token-file %7$s Hello

                Ctrl-C stops all of it.
                """.formatted(
                        server.url(),
                        settings.kind(),
                        server.pid(),
                        shown(settings.serverLog()),
                        workers,
                        shown(settings.workerTokens()),
                        shown(settings.operatorTokens()),
                        shown(settings.data()),
                        shown(settings.client()));
    }

    /** A path to be pasted by someone who stands where this was started. */
    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
    }

    private static void fail(String reason) {
        System.err.println("Mesophyll: " + reason);
        System.exit(FAILED);
    }
}
