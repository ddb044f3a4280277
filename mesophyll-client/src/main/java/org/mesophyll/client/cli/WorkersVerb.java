package org.mesophyll.client.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Command;

/** {@code workers}: lists the workers that the master knows. */
@Command(
        name = "workers",
        description = "Lists the workers that the master knows, and how each is doing.",
        footer = {"", "Example:", "  mesophyll-client workers --token-file operator-tokens --json"})
final class WorkersVerb extends OperatorVerb {
    @Override
    ExitCode run() {
        JsonValue answer = api().get("/workers");
        if (json()) {
            print(answer.toString());
            return ExitCode.OK;
        }
        JsonArray workers = list(answer);
        workers.forEach(worker -> print(line(worker)));
        if (workers.isEmpty()) {
            print("no workers");
        }
        return ExitCode.OK;
    }

    /** Returns the list itself, or the one that an object holds. */
    private static JsonArray list(JsonValue answer) {
        JsonValue list = answer instanceof JsonObject object
                ? object.getOrDefault("workers", JsonValue.EMPTY_JSON_ARRAY)
                : answer;
        return list instanceof JsonArray array ? array : JsonValue.EMPTY_JSON_ARRAY;
    }

    private static String line(JsonValue worker) {
        if (!(worker instanceof JsonObject object)) {
            return Printable.of(worker.toString());
        }
        return object.entrySet().stream()
                .map(member -> Printable.of(member.getKey() + "=" + text(member.getValue())))
                .collect(Collectors.joining("  "));
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString text ? text.getString() : value.toString();
    }
}
