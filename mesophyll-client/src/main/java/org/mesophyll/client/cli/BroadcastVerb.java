package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broadcast}: sends an event to every connected worker. */
@Command(
        name = "broadcast",
        description = "Sends an event to every connected worker, and prints a line for each: its id, the outcome, and "
                + "the answer or the reason.",
        footer = {"", "Example:", "  mesophyll-client broadcast --token-file operator-tokens Reload --timeout 5s"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class BroadcastVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", description = "In whose name: guild:<id> or user:<id>.")
    private @Nullable TenantId tenant; // filled by picocli

    @Parameters(paramLabel = "EVENT", description = "The event's name.")
    private String name; // filled by picocli

    @Mixin
    private EventOptions event; // filled by picocli

    @Override
    ExitCode run() {
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("event", event.event(name))
                .add("timeout_ms", timeout().toMillis());
        if (tenant != null) {
            body.add("tenant", tenant.toString());
        }
        JsonObject answer = api().post("/broadcast", body.build()).asJsonObject();
        answer.getJsonArray("results").getValuesAs(JsonObject.class).forEach(result -> print(result, line(result)));
        return ExitCode.OK;
    }

    private static String line(JsonObject result) {
        JsonValue value = result.get("value");
        String rest = value == null ? Printable.of(result.getString("detail", "")) : value.toString();
        return String.format(Locale.ROOT, "%-6s  %-15s  %s", result.get("worker"), result.getString("outcome"), rest);
    }
}
