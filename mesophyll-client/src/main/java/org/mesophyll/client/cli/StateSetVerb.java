package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.state.TenantState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code state set}: replaces a tenant's state. */
@Command(
        name = "set",
        description = "Replaces a tenant's state.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client state set --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --event MessageCreate --data '{}'"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class StateSetVerb extends StateVerb {
    @Option(names = "--event", paramLabel = "NAME", description = "An event that the tenant wants; may be given again.")
    private List<String> events = List.of(); // filled by picocli

    @Option(names = "--data", paramLabel = "JSON", defaultValue = "{}", description = "Anything (default {}).")
    private String data; // filled by picocli

    @Override
    ExitCode run() {
        TenantState state =
                new TenantState(new LinkedHashSet<>(events), JsonDocuments.toJson(JsonDocuments.parse(data)));
        withClient(client -> {
            client.setTenantState(tenant(), state);
            return ExitCode.OK;
        });
        print(JsonValue.EMPTY_JSON_OBJECT, "set");
        return ExitCode.OK;
    }
}
