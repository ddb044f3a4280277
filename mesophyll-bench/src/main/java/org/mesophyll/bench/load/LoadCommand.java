package org.mesophyll.bench.load;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.ServerOptions;
import org.mesophyll.bench.master.WorkersPlan;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.launcher.PortInUseException;
import org.mesophyll.launcher.ServerFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load}: a real server, real workers, and dispatches from inside the master. */
@Command(
        name = "load",
        description = "Puts load on a master in a real server and measures it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        footer = {
            "",
            "Example: load --server payara --home target/payara6 --ear mesophyll.ear --workers 1,64 --outstanding 1,64"
        })
public final class LoadCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--workers", split = ",", paramLabel = "N", description = "workers that are dispatched to")
    private List<Integer> workers = List.of(1, 64);

    @Option(names = "--outstanding", split = ",", paramLabel = "M", description = "requests that each of them owes")
    private List<Integer> outstanding = List.of(1, 64);

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "NxM",
            description = "these combinations only, such as 1x1,64x16, in place of --workers and --outstanding")
    private List<String> pairs = List.of();

    @Option(names = "--payload", split = ",", paramLabel = "BYTES", description = "text that an event carries")
    private List<Integer> payload = List.of(256);

    @Option(names = "--tenants", paramLabel = "N", description = "tenants of each worker")
    private int tenants = 16;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = {
                "request, or wait for requests that a thread waits for,",
                "or oneway for events without an answer"
            })
    private String mode = "request";

    @Option(names = "--seconds", paramLabel = "S", description = "how long each combination is measured in a round")
    private int seconds = 10;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds over all combinations; medians are shown")
    private int rounds = 3;

    @Option(names = "--warmup", paramLabel = "S", description = "load before the first round, at the highest level")
    private int warmup = 45;

    @Option(names = "--lead-in", paramLabel = "S", description = "load before each measurement, at its own level")
    private int leadIn = 2;

    @Option(names = "--port", paramLabel = "PORT", description = "the server's HTTP port")
    private int port = 21_080;

    @Option(
            names = "--server-option",
            paramLabel = "OPT",
            description = "for the server's JVM, such as -Xmx1g; repeatable")
    private List<String> serverOptions = List.of();

    @Option(names = "--worker-option", paramLabel = "OPT", description = "for the workers' JVM; repeatable")
    private List<String> workerOptions = List.of();

    @Option(names = "--directory", paramLabel = "DIR", description = "for what server and tool write")
    private Path directory = Path.of("target", "load");

    @Option(names = "--json", paramLabel = "FILE", description = "write the report there too")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException {
        try {
            return measure(plan());
        } catch (IOException
                | BenchFailedException
                | ServerFailedException
                | PortInUseException
                | IllegalArgumentException failure) {
            System.err.println("load: " + failure.getMessage());
            return FAILED;
        }
    }

    private LoadPlan plan() {
        List<Cell> cells = pairs.isEmpty() ? Cell.product(workers, outstanding, payload) : Cell.parse(pairs, payload);
        int connected = Cell.mostWorkers(cells);
        return new LoadPlan(
                new MasterPlan(server.kind(), server.home(), server.ear(), directory, port, connected, serverOptions),
                new WorkersPlan("workers", 0, connected, WorkersPlan.ECHO, HandlersRun.POOL, workerOptions),
                RunMode.parse(mode),
                cells,
                tenants,
                rounds,
                Duration.ofSeconds(warmup),
                Duration.ofSeconds(leadIn),
                Duration.ofSeconds(seconds));
    }

    private int measure(LoadPlan plan) throws IOException, InterruptedException {
        Instant started = Instant.now();
        List<Sample> samples = new LoadRun(plan, System.out).measure();
        Map<String, String> conditions = conditions(plan);
        System.out.println();
        conditions.forEach((name, value) -> System.out.println(name + ": " + value));
        System.out.println();
        System.out.print(ReportTable.of(Medians.of(samples)));
        if (json != null) {
            JsonObject report = ReportJson.of(conditions, started, samples);
            ReportJson.write(report, json);
        }
        return samples.stream().allMatch(Sample::isClean) ? 0 : FAILED;
    }

    private static Map<String, String> conditions(LoadPlan plan) {
        Map<String, String> conditions = new LinkedHashMap<>();
        conditions.put("server", plan.master().kind().toString());
        conditions.put("mode", plan.mode().toString());
        conditions.put("java", Runtime.version().toString());
        conditions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        conditions.put("rounds", Integer.toString(plan.rounds()));
        conditions.put(
                "warm-up",
                plan.warmup().toSeconds() + " s, and " + plan.leadIn().toSeconds() + " s before each measurement");
        conditions.put("measured", plan.measured().toSeconds() + " s each");
        conditions.put("tenants of each worker", Integer.toString(plan.tenants()));
        conditions.put("connected workers", Integer.toString(plan.mostWorkers()));
        return conditions;
    }
}
