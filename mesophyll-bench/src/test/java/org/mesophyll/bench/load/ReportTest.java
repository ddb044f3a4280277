package org.mesophyll.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final Cell FEW = new Cell(1, 1, 256);
    private static final Cell MANY = new Cell(64, 16, 256);

    @Test
    void the_table_has_a_line_for_each_cell_and_columns_of_one_width() {
        String table = ReportTable.of(Medians.of(List.of(Samples.of(1, FEW, 1234, 56), Samples.of(1, MANY, 98765, 7))));

        List<String> lines = table.lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
        assertThat(lines.get(0).trim().split(" {2,}"))
                .startsWith("workers", "outstanding", "payload B", "requests/s")
                .endsWith("other CPUs busy", "failed");
        assertThat(lines.get(1).trim().split(" {2,}"))
                .containsExactly(
                        "1", "1", "256", "1234", "(1234-1234)", "56", "112", "168", "10.0", "5.0", "0.50", "0");
    }

    @Test
    void the_table_shows_a_dash_where_there_is_no_figure() {
        String table = ReportTable.of(Medians.of(List.of(Samples.failed(1, FEW))));

        assertThat(table.lines().toList().get(1).trim().split(" {2,}"))
                .contains("-")
                .endsWith("5");
    }

    @Test
    void the_json_file_tells_conditions_medians_and_every_sample(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("deeper").resolve("report.json");
        List<Sample> samples = List.of(Samples.of(1, FEW, 100, 10), Samples.of(2, FEW, 300, 30));

        ReportJson.write(ReportJson.of(Map.of("server", "payara"), Instant.EPOCH, samples), file);

        JsonObject report = read(file);
        assertThat(report.getString("started")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(report.getJsonObject("conditions").getString("server")).isEqualTo("payara");
        JsonObject medians = report.getJsonArray("medians").getJsonObject(0);
        assertThat(number(medians, "requests_per_second")).isEqualTo(200);
        assertThat(number(medians, "p99_us")).isEqualTo(40);
        assertThat(medians.getInt("workers")).isEqualTo(1);
        assertThat(report.getJsonArray("samples")).hasSize(2);
        JsonObject second = report.getJsonArray("samples").getJsonObject(1);
        assertThat(second.getInt("round")).isEqualTo(2);
        assertThat(second.getInt("completed")).isEqualTo(300);
        assertThat(second.getInt("p50_ns")).isEqualTo(30_000);
    }

    @Test
    void the_json_has_null_where_there_is_no_figure() {
        JsonObject report = ReportJson.of(Map.of(), Instant.EPOCH, List.of(Samples.failed(1, FEW)));

        JsonObject medians = report.getJsonArray("medians").getJsonObject(0);
        assertThat(medians.get("master_cpu_us_per_request")).isEqualTo(JsonValue.NULL);
        assertThat(medians.getInt("failed")).isEqualTo(5);
    }

    private static double number(JsonObject json, String name) {
        return json.getJsonNumber(name).doubleValue();
    }

    private static JsonObject read(Path file) throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
            return reader.readObject();
        }
    }
}
