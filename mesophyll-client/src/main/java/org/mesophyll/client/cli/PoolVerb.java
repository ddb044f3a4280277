package org.mesophyll.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.WorkerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pool}: runs several workers, each in a process of its own. */
@Command(
        name = "pool",
        description = {
            "Runs demo workers, each in a process of its own, until Ctrl-C or SIGTERM.",
            "A process that ends is started again after 1 to 10 s; after 10 quick ends in a row the pool gives up."
        },
        footer = {
            "",
            "Example:",
            "  mesophyll-client pool --workers 2 --token-file worker-tokens \\",
            "      --url http://localhost:8080"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class PoolVerb extends Verb {
    @Mixin
    private MasterOption master; // filled by picocli

    @Option(names = "--workers", paramLabel = "N", required = true, description = "How many processes: 1 to 256.")
    private int workers; // filled by picocli

    @Option(
            names = "--first-id",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first worker's id; the others follow (default 0).")
    private int firstId; // filled by picocli

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with lines \"id token\" (or one token for all in env MESOPHYLL_CLIENT_TOKEN).")
    private @Nullable Path tokenFile; // filled by picocli

    @Mixin
    private ScriptOptions scripts; // filled by picocli

    private static final int MOST_WORKERS = 256;

    private final CompletableFuture<@Nullable Void> outputClosed = new CompletableFuture<>();

    @Override
    ExitCode run() {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new CommandFailure(ExitCode.USAGE, "--workers is 1 to " + MOST_WORKERS + ": " + workers);
        }
        Map<WorkerId, ProcessBuilder> processes = new LinkedHashMap<>();
        for (int i = 0; i < workers; i++) {
            WorkerId id = new WorkerId(firstId + i);
            processes.put(id, process(id));
        }
        Pool pool = new Pool(processes, Pool.Patience.DEFAULT, this::print);
        var unused = outputClosed.thenRun(pool::close);
        Runtime.getRuntime().addShutdownHook(new Thread(pool::close, "mesophyll-pool-close"));
        print("pool: " + workers + " workers, from " + firstId + ", of " + master.url());
        return pool.run() ? ExitCode.OK : ExitCode.FAILED;
    }

    @Override
    void onOutputClosed() {
        outputClosed.complete(null);
    }

    private ProcessBuilder process(WorkerId id) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xshare:auto"));
        command.addAll(scripts.jvmOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MesophyllCommand.class.getName(),
                "worker",
                "--id",
                id.toString(),
                "--url",
                master.url()));
        command.addAll(scripts.arguments());
        if (json()) {
            command.add("--json");
        }
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put(StateVerb.TOKEN_VARIABLE, StateVerb.workerToken(tokenFile, id));
        process.environment()
                .put(
                        WorkerVerb.PARENT_VARIABLE,
                        Long.toString(ProcessHandle.current().pid()));
        return process;
    }
}
