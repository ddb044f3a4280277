package org.mesophyll.client.cli;

import jakarta.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.client.WorkerListener;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.WorkerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code worker}: runs a demo worker, or one that runs tenants' scripts. */
@Command(
        name = "worker",
        description =
                "Runs a worker until Ctrl-C or SIGTERM: a demo, which answers every event with what it carries, or with "
                        + "--scripts one that runs what tenants have programmed.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client worker --id 0 --token-file worker-tokens",
            "  mesophyll-client worker --id 0 --token-file worker-tokens --scripts \\",
            "      --engine mesophyll-lua.jar",
            "  MESOPHYLL_CLIENT_TOKEN=... mesophyll-client worker --id 0 \\",
            "      --url https://master.example.org"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class WorkerVerb extends Verb {
    /** The environment variable with the process id of a pool, with which its workers end. */
    static final String PARENT_VARIABLE = "MESOPHYLL_CLIENT_PARENT";

    @Mixin
    private MasterOption master; // filled by picocli

    @Option(names = "--id", paramLabel = "N", required = true, description = "Which worker this is.")
    private int id; // filled by picocli

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with lines \"id token\" (or the token itself in env MESOPHYLL_CLIENT_TOKEN).")
    private @Nullable Path tokenFile; // filled by picocli

    @Mixin
    private ScriptOptions scripts; // filled by picocli

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> connected = new CompletableFuture<>(); // for the first time

    @Override
    ExitCode run() {
        String token = StateVerb.workerToken(tokenFile, new WorkerId(id));
        if (!scripts.areWanted()) {
            work(builder(token).handler(new EchoHandler(this::say)).settings(ClientSettings.ofProcess()), client -> {});
            return ExitCode.OK;
        }
        ClientSettings settings = ScriptRuntime.settings();
        StateClient.Builder state =
                StateClient.builder().url(master.url()).worker(id).token(token);
        AtomicBoolean spent = new AtomicBoolean();
        try (ScriptRuntime runtime = new ScriptRuntime(scripts.engine(), state, settings)) {
            runtime.onSpent(() -> {
                spent.set(true);
                stopped.countDown();
            });
            work(
                    builder(token)
                            .handler(runtime.handler())
                            .executor(runtime.threads())
                            .state(runtime.state())
                            .settings(settings),
                    runtime::begin);
        }
        return spent.get() ? ExitCode.FAILED : ExitCode.OK; // a pool or the system starts it again
    }

    private WorkerClient.Builder builder(String token) {
        return WorkerClient.builder().url(master.url()).worker(id).token(token).listener(new Sayings());
    }

    /** Works until the process is to end. */
    private void work(WorkerClient.Builder worker, Consumer<WorkerClient> whenConnected) {
        WorkerClient client = worker.start();
        var unused = connected.thenRun(() -> whenConnected.accept(client));
        Runtime.getRuntime().addShutdownHook(new Thread(client::close, "mesophyll-worker-close"));
        endWithParent();
        awaitEnd();
        client.close();
    }

    /** Ends this process with the pool that started it, however that ended. */
    private void endWithParent() {
        String parent = System.getenv(PARENT_VARIABLE);
        if (parent == null) {
            return;
        }
        Optional<ProcessHandle> alive = ProcessHandle.current()
                .parent()
                .filter(handle -> Long.toString(handle.pid()).equals(parent));
        if (alive.isEmpty()) {
            stopped.countDown();
            return;
        }
        var unused = alive.get().onExit().thenRun(stopped::countDown);
    }

    private void awaitEnd() {
        try {
            stopped.await(); // for as long as the process lives; signals end it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void onOutputClosed() {
        stopped.countDown();
    }

    private void say(String what) {
        print(Json.createObjectBuilder().add("worker", id).add("did", what).build(), "worker " + id + ": " + what);
    }

    /** Says when connections come and go. */
    private final class Sayings implements WorkerListener {
        @Override
        public void onConnected(Duration heartbeatInterval) {
            connected.complete(null);
            say("connected, a heartbeat every " + heartbeatInterval.toMillis() + " ms");
        }

        @Override
        public void onDisconnected(String reason) {
            say("disconnected: " + Printable.of(reason));
        }
    }
}
