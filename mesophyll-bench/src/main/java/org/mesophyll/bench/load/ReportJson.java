package org.mesophyll.bench.load;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes what was measured as JSON, for other programs; durations in the units that the names say. */
final class ReportJson {

    private ReportJson() {}

    /**
     * Returns the report.
     *
     * @param conditions of the measurement, by name
     * @param started when the first round began
     */
    static JsonObject of(Map<String, String> conditions, Instant started, List<Sample> samples) {
        JsonObjectBuilder circumstances = Json.createObjectBuilder();
        conditions.forEach(circumstances::add);
        JsonArrayBuilder medians = Json.createArrayBuilder();
        Medians.of(samples).forEach(each -> medians.add(json(each)));
        JsonArrayBuilder rounds = Json.createArrayBuilder();
        samples.forEach(sample -> rounds.add(json(sample)));
        return Json.createObjectBuilder()
                .add("started", started.toString())
                .add("conditions", circumstances)
                .add("medians", medians)
                .add("samples", rounds)
                .build();
    }

    /** Writes the report to a file, with line breaks. */
    static void write(JsonObject report, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (JsonWriter writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(Files.newBufferedWriter(file))) {
            writer.writeObject(report);
        }
    }

    private static JsonObjectBuilder json(Medians medians) {
        JsonObjectBuilder json = json(medians.cell());
        json.add("rounds", medians.rounds());
        add(json, "requests_per_second", medians.throughput());
        add(json, "lowest_requests_per_second", medians.lowestThroughput());
        add(json, "highest_requests_per_second", medians.highestThroughput());
        add(json, "p50_us", medians.p50Micros());
        add(json, "p99_us", medians.p99Micros());
        add(json, "p999_us", medians.p999Micros());
        add(json, "master_cpu_us_per_request", medians.masterMicros());
        add(json, "workers_cpu_us_per_request", medians.workersMicros());
        add(json, "other_processors_busy", medians.otherProcessors());
        return json.add("failed", medians.failed());
    }

    private static JsonObjectBuilder json(Sample sample) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("round", sample.round());
        json.addAll(json(sample.cell()));
        json.addAll(Json.createObjectBuilder(sample.figures().toJson()));
        add(json, "requests_per_second", sample.figures().throughput());
        add(json, "master_cpu_us_per_request", sample.masterMicrosPerRequest());
        add(json, "workers_cpu_us_per_request", sample.workersMicrosPerRequest());
        add(json, "other_processors_busy", sample.cpu().otherProcessors());
        return json;
    }

    private static JsonObjectBuilder json(Cell cell) {
        return Json.createObjectBuilder()
                .add("workers", cell.workers())
                .add("outstanding", cell.outstanding())
                .add("payload_bytes", cell.payload());
    }

    /** JSON knows no NaN. */
    private static void add(JsonObjectBuilder json, String name, double value) {
        if (Double.isFinite(value)) {
            json.add(name, value);
        } else {
            json.add(name, JsonValue.NULL);
        }
    }
}
