package org.mesophyll.bench.drive;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured in one run.
 *
 * @param completed how many requests ended well while it was measured: answered correctly, or accepted where no answer is
 *     wanted
 * @param elapsed how long it was measured
 * @param latency of those requests
 * @param total how many requests ended well from the first to the last, those before and after the measurement included
 * @param mismatches how many answers of the whole run were not what had been sent
 * @param failures how many requests of the whole run ended otherwise, by the name of the outcome; never zero
 */
public record RunFigures(
        long completed, Duration elapsed, Latency latency, long total, long mismatches, Map<String, Long> failures) {

    /**
     * How long requests took, in nanoseconds, to three digits.
     *
     * @param p50 half of them took no longer
     * @param p99 99 % of them took no longer
     * @param p999 99.9 % of them took no longer
     * @param max none took longer
     */
    public record Latency(long p50, long p99, long p999, long max) {}

    public RunFigures {
        failures = Map.copyOf(failures);
    }

    /** Returns how many requests ended well in a second. */
    public double throughput() {
        return completed * (double) Duration.ofSeconds(1).toNanos() / elapsed.toNanos();
    }

    /** Returns the record as a JSON object; times are in nanoseconds. */
    public JsonObject toJson() {
        JsonObjectBuilder counts = Json.createObjectBuilder();
        new TreeMap<>(failures).forEach(counts::add);
        return Json.createObjectBuilder()
                .add("completed", completed)
                .add("elapsed_ns", elapsed.toNanos())
                .add("p50_ns", latency.p50())
                .add("p99_ns", latency.p99())
                .add("p999_ns", latency.p999())
                .add("max_ns", latency.max())
                .add("total", total)
                .add("mismatches", mismatches)
                .add("failures", counts)
                .build();
    }

    /** Reads what {@link #toJson()} returns. */
    public static RunFigures fromJson(JsonObject json) {
        Map<String, Long> failures = new TreeMap<>();
        JsonObject counts = json.getJsonObject("failures");
        counts.keySet().forEach(name -> failures.put(name, number(counts, name)));
        return new RunFigures(
                number(json, "completed"),
                Duration.ofNanos(number(json, "elapsed_ns")),
                new Latency(
                        number(json, "p50_ns"),
                        number(json, "p99_ns"),
                        number(json, "p999_ns"),
                        number(json, "max_ns")),
                number(json, "total"),
                number(json, "mismatches"),
                failures);
    }

    private static long number(JsonObject json, String name) {
        return json.getJsonNumber(name).longValueExact();
    }
}
