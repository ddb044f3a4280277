package org.mesophyll.client.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Locale;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code workers}: lists the workers that the master knows, and holds the verbs that administer them. */
@Command(
        name = "workers",
        description = "Lists the workers that own tenants or are connected, and how each is doing; --json says all.",
        subcommands = {
            WorkerRegisterVerb.class,
            WorkerRotateVerb.class,
            WorkerRevokeVerb.class,
            WorkerDisconnectVerb.class
        },
        footer = {
            "",
            "Examples:",
            "  mesophyll-client workers --token-file operator-tokens",
            "  mesophyll-client workers --token-file operator-tokens --json",
            "  mesophyll-client workers register 2 --token-file operator-tokens > worker-2"
        })
final class WorkersVerb extends OperatorVerb {
    private static final int SECONDS = "2026-01-01T00:00:00".length();

    @Option(names = "--all", description = "Also those that own no tenants and are not connected.")
    private boolean all; // filled by picocli

    @Override
    ExitCode run() {
        JsonValue answer = api().get("/workers");
        if (json()) {
            print(answer.toString());
            return ExitCode.OK;
        }
        List<JsonObject> workers = list(answer).getValuesAs(JsonObject.class);
        List<JsonObject> shown =
                workers.stream().filter(worker -> all || matters(worker)).toList();
        print(row("WORKER", "CONNECTION", "OWNS", "SINCE", "IN FLIGHT", "QUEUED", "ANSWERED", "MALFORMED"));
        shown.forEach(worker -> print(row(worker)));
        if (shown.size() < workers.size()) {
            hint(workers.size() - shown.size() + " more are registered: --all");
        }
        return ExitCode.OK;
    }

    private static JsonArray list(JsonValue answer) {
        return answer instanceof JsonObject object && object.get("workers") instanceof JsonArray array
                ? array
                : JsonValue.EMPTY_JSON_ARRAY;
    }

    private static boolean matters(JsonObject worker) {
        return worker.getBoolean("owns_tenants", false) || worker.getBoolean("connected", false);
    }

    private static String row(JsonObject worker) {
        JsonObject connection =
                worker.get("connection") instanceof JsonObject object ? object : JsonObject.EMPTY_JSON_OBJECT;
        return row(
                text(worker, "id"),
                worker.getBoolean("connected", false) ? "connected" : "not connected",
                worker.getBoolean("owns_tenants", false) ? "yes" : "no",
                toSeconds(text(connection, "since")),
                text(connection, "in_flight"),
                text(connection, "queued_messages"),
                text(connection, "answered"),
                text(connection, "malformed"));
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-6s  %-13s  %-4s  %-20s  %9s  %6s  %8s  %9s", (Object[]) cells)
                .stripTrailing();
    }

    private static String toSeconds(String time) {
        return time.length() > SECONDS ? time.substring(0, SECONDS) + "Z" : time;
    }

    private static String text(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return "-";
        }
        return Printable.of(value instanceof JsonString text ? text.getString() : value.toString());
    }
}
