package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code global-kv review}: puts an entry into a state of review. */
@Command(
        name = "review",
        description = "Puts a global entry into a state of review; other tenants see approved ones only.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client global-kv review --token-file operator-tokens \\",
            "      --scope shop greeter 1 approved"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class GlobalKvReviewVerb extends OperatorVerb {
    @Option(names = "--scope", paramLabel = "NAME", required = true, description = "The entry's scope.")
    private String scope; // filled by picocli

    @Parameters(index = "0", paramLabel = "KEY", description = "The entry's key.")
    private String key; // filled by picocli

    @Parameters(index = "1", paramLabel = "VERSION", description = "The entry's version.")
    private int version; // filled by picocli

    @Parameters(index = "2", paramLabel = "STATE", description = "pending, approved or rejected.")
    private String state; // filled by picocli

    @Override
    ExitCode run() {
        JsonValue unused = api().post(
                        "/global-kv/review",
                        Json.createObjectBuilder()
                                .add("key", key)
                                .add("version", version)
                                .add("scope", scope)
                                .add("review_state", state)
                                .build());
        print(JsonValue.EMPTY_JSON_OBJECT, state);
        return ExitCode.OK;
    }
}
