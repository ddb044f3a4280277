package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dispatch}: sends an event to a tenant. */
@Command(
        name = "dispatch",
        description = "Sends an event to a tenant, and prints what its worker answers.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client dispatch --token-file operator-tokens --tenant guild:123 \\",
            "      MessageCreate --data '{\"text\":\"hi\"}'",
            "  mesophyll-client dispatch --tenant user:7 Ping --value '{\"Integer\":1}' \\",
            "      --timeout 2s --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class DispatchVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "guild:<id> or user:<id>.")
    private TenantId tenant; // filled by picocli

    @Parameters(paramLabel = "EVENT", description = "The event's name.")
    private String name; // filled by picocli

    @Option(names = "--no-answer", description = "Do not wait for an answer.")
    private boolean withoutAnswer; // filled by picocli

    @Mixin
    private EventOptions event; // filled by picocli

    @Override
    ExitCode run() {
        if (withoutAnswer) {
            JsonObject body =
                    Json.createObjectBuilder().add("event", event.event(name)).build();
            api().post(TenantPath.of(tenant, "dispatch-without-answer"), body);
            print(JsonValue.EMPTY_JSON_OBJECT, "sent");
            return ExitCode.OK;
        }
        JsonObject body = Json.createObjectBuilder()
                .add("event", event.event(name))
                .add("timeout_ms", timeout().toMillis())
                .build();
        printAnswer(this, api().post(TenantPath.of(tenant, "dispatch"), body));
        return ExitCode.OK;
    }

    /** Prints the value of an answer. */
    static void printAnswer(Verb verb, JsonValue answer) {
        JsonValue value = answer instanceof JsonObject object ? object.getOrDefault("value", JsonValue.NULL) : answer;
        verb.print(answer, ShownValue.ofTagged(value));
    }
}
