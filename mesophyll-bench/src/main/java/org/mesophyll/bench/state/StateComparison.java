package org.mesophyll.bench.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mesophyll.bench.master.ServerOptions;
import org.mesophyll.launcher.PortInUseException;
import org.mesophyll.launcher.ServerFailedException;
import org.mesophyll.launcher.ServerSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Sets and gets records of 256 bytes in a master and in etcd, in turns, and prints medians. Needs h2load, etcd and PostgreSQL
 * (Debian: {@code nghttp2-client}, {@code etcd-server}, {@code postgresql}).
 */
@Command(
        name = "state-comparison",
        description = "Compares the state endpoints of a master with etcd.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false)
public final class StateComparison implements Callable<Integer> {
    private static final String KEY = "bench-key";
    private static final String VALUE = "v".repeat(256);
    private static final int WARM_UP_STEP_SECONDS = 5;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(names = "--database", paramLabel = "NAME", description = "postgresql or h2")
    private String database = "postgresql";

    @Option(names = "--server-option", paramLabel = "OPT", description = "for the server's JVM; repeatable")
    private List<String> serverOptions = List.of();

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "CxR",
            description = "connections, and requests that each has under way")
    private List<String> clients = List.of("1x1", "64x1", "1x64");

    @Option(names = "--rounds", paramLabel = "N", description = "rounds over everything; medians are shown")
    private int rounds = 3;

    @Option(names = "--seconds", paramLabel = "S", description = "how long each is measured in a round")
    private int seconds = 4;

    @Option(names = "--warmup", paramLabel = "S", description = "load on the master before the first round")
    private int warmup = 90;

    @Option(names = "--port", paramLabel = "PORT", description = "the first of the ports that are used")
    private int port = 22_080;

    @Option(names = "--directory", paramLabel = "DIR", description = "for what is written")
    private Path directory = Path.of("target", "state-comparison");

    /** Runs the comparison; exits with 0 when all went well, 1 when something failed, 2 when it was called wrongly. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StateComparison()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Path run =
                    Files.createTempDirectory(Files.createDirectories(directory).toAbsolutePath(), "run");
            compare(run);
            return 0;
        } catch (IOException | ServerFailedException | PortInUseException | IllegalArgumentException failure) {
            System.err.println("state-comparison: " + failure.getMessage());
            return 1;
        }
    }

    private void compare(Path run) throws IOException, InterruptedException {
        if (database.equals("h2")) {
            compare(run, Map.of());
            return;
        }
        if (!database.equals("postgresql")) {
            throw new IllegalArgumentException("the database is postgresql or h2: " + database);
        }
        try (Postgres postgres = Postgres.start(port + 20)) {
            compare(run, postgres.settings());
        }
    }

    private void compare(Path run, Map<String, String> settings) throws IOException, InterruptedException {
        ServerSpec spec = ServerSpec.of(server.kind(), server.home(), run.resolve("server"), server.ear(), port)
                .withJvmOptions(serverOptions.toArray(String[]::new));
        try (Etcd etcd = Etcd.start(run.resolve("etcd"), port + 10);
                Master master = Master.start(spec, settings, run.resolve("master"))) {
            H2Load load = new H2Load(run);
            List<Target> ours = master.targets(server.kind() + " " + database, KEY, VALUE);
            warmUp(load, ours);
            List<Target> all = new ArrayList<>();
            List<Target> theirs = etcd.targets(KEY, VALUE);
            for (int i = 0; i < ours.size(); i++) {
                all.add(ours.get(i));
                all.add(theirs.get(i));
            }
            print(measure(load, all));
        }
    }

    /** A server's just-in-time compiler takes more than a minute of load to be done. */
    private void warmUp(H2Load load, List<Target> targets) throws IOException, InterruptedException {
        for (int done = 0; done < warmup; done += WARM_UP_STEP_SECONDS * targets.size()) {
            for (Target target : targets) {
                double unused =
                        load.rate(target, new Clients(64, 1), Duration.ZERO, Duration.ofSeconds(WARM_UP_STEP_SECONDS));
            }
        }
    }

    private Map<String, List<Double>> measure(H2Load load, List<Target> targets)
            throws IOException, InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String text : clients) {
                for (Target target : targets) {
                    double rate =
                            load.rate(target, Clients.parse(text), Duration.ofSeconds(1), Duration.ofSeconds(seconds));
                    rates.computeIfAbsent(row(target, text), key -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        return rates;
    }

    private static String row(Target target, String clients) {
        return String.format(Locale.ROOT, "%-4s %-6s %-22s", target.operation(), clients, target.system());
    }

    private static void print(Map<String, List<Double>> rates) {
        System.out.printf(Locale.ROOT, "%-4s %-6s %-22s %10s   %s%n", "", "c x r", "", "median/s", "each round");
        rates.forEach((row, each) -> {
            List<Double> sorted = each.stream().sorted().toList();
            System.out.printf(Locale.ROOT, "%s %10.0f   %s%n", row, sorted.get(sorted.size() / 2), rounded(each));
        });
    }

    private static List<Long> rounded(List<Double> rates) {
        return rates.stream().map(Math::round).toList();
    }
}
