package org.mesophyll.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.rival.Payloads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code compare}: Mesophyll and other systems side by side. */
@Command(
        name = "compare",
        description = "Compares Mesophyll with other systems, side by side in one run.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        footer = {"", "Example: compare --contenders netty,rsocket,nats --cells 1x64,oneway --rounds 5"})
public final class CompareCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Option(
            names = "--contenders",
            split = ",",
            paramLabel = "NAME",
            description = "who takes part; grpc-direct and the -inline ones answer on the thread that reads")
    private List<String> contenders = Lineup.names();

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "CELL",
            description = {
                "connections x outstanding requests; with -wait behind, a thread waits for each answer;",
                "oneway: messages over one connection that want no answer"
            })
    private List<String> cells = List.of("1x1", "1x1-wait", "1x64", "64x16", "oneway");

    @Option(names = "--payload", paramLabel = "BYTES", description = "what a request carries")
    private int payload = 256;

    @Option(names = "--reply", paramLabel = "BYTES", description = "what an answer carries")
    private int reply = 64;

    @Option(names = "--tenants", paramLabel = "N", description = "tenants of each of Mesophyll's workers")
    private int tenants = 16;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds over everything; medians are shown")
    private int rounds = 5;

    @Option(names = "--seconds", paramLabel = "S", description = "how long each cell is measured in a round")
    private int seconds = 5;

    @Option(names = "--lead-in", paramLabel = "S", description = "load before each measurement")
    private int leadIn = 1;

    @Option(names = "--warmup", paramLabel = "S", description = "load before the first round, for each cell")
    private int warmup = 10;

    @Option(names = "--payara", paramLabel = "DIR", description = "an unpacked Payara Server")
    private Path payara = Path.of("target", "payara6");

    @Option(names = "--wildfly", paramLabel = "DIR", description = "a provisioned WildFly")
    private Path wildfly = Path.of("target", "wildfly");

    @Option(names = "--ear", paramLabel = "FILE", description = "the EAR; it stays as it is")
    private Path ear = Path.of("mesophyll.ear");

    @Option(names = "--nats-server", paramLabel = "FILE", description = "the program of NATS")
    private Path natsServer = Path.of("/usr/sbin/nats-server");

    @Option(names = "--port", paramLabel = "PORT", description = "Payara's HTTP port; WildFly's is 200 above it")
    private int port = 21_080;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPT",
            description = "for every JVM that is measured, in place of the default; repeatable")
    private List<String> jvmOptions = List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC");

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "for logs, and for compare.txt, compare.csv, compare-samples.csv and compare.svg")
    private Path directory = Path.of("target", "compare");

    @Option(names = "--require-all", description = "fail when a contender is missing")
    private boolean requireAll;

    @Override
    public Integer call() throws InterruptedException {
        try {
            return compare(plan());
        } catch (IOException | BenchFailedException | IllegalArgumentException failure) {
            System.err.println("compare: " + failure.getMessage());
            return FAILED;
        }
    }

    private ComparePlan plan() {
        return new ComparePlan(
                contenders,
                cells.stream().map(Trial::parse).toList(),
                new Payloads(payload, reply),
                tenants,
                new Pace(rounds, Duration.ofSeconds(warmup), Duration.ofSeconds(leadIn), Duration.ofSeconds(seconds)),
                new Places(payara, wildfly, ear, natsServer, directory, port),
                jvmOptions);
    }

    private int compare(ComparePlan plan) throws IOException, InterruptedException {
        try (Lineup lineup = new Lineup(plan)) {
            Comparison comparison = new Comparison(plan, lineup.contenders(), System.out);
            comparison.start();
            if (requireAll && !comparison.missing().isEmpty()) {
                throw new BenchFailedException(
                        "missing are " + comparison.missing().keySet() + ", and --require-all is given");
            }
            comparison.measure();
            return report(plan, lineup.contenders(), comparison);
        }
    }

    private int report(ComparePlan plan, List<Contender> contenders, Comparison comparison) throws IOException {
        List<Measured> samples = comparison.samples();
        List<Row> rows =
                Row.of(samples, contenders.stream().map(Contender::title).toList());
        Map<String, String> conditions = Conditions.of(plan, contenders);
        comparison.missing().forEach((title, reason) -> conditions.put(title, "MISSING, " + reason));
        String text = Conditions.text(conditions) + "\n" + CompareTable.of(rows);
        System.out.println();
        System.out.print(text);
        Path files = Files.createDirectories(plan.places().directory());
        Files.writeString(files.resolve("compare.txt"), text);
        Files.writeString(files.resolve("compare.csv"), CompareCsv.medians(rows));
        Files.writeString(files.resolve("compare-samples.csv"), CompareCsv.samples(samples));
        if (!rows.isEmpty()) {
            Files.writeString(files.resolve("compare.svg"), ComparePlot.of(rows));
        }
        boolean clean = samples.stream().allMatch(sample -> sample.failed() == 0);
        boolean complete = comparison.missing().isEmpty() || !requireAll;
        return clean && complete && !rows.isEmpty() ? 0 : FAILED;
    }
}
