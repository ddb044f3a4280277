package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.state.TenantState;
import picocli.CommandLine.Command;

/** {@code state get}: reads a tenant's state. */
@Command(
        name = "get",
        description = "Prints a tenant's state; exit code 6 if it has none.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client state get --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123"
        })
final class StateGetVerb extends StateVerb {
    @Override
    ExitCode run() {
        TenantState state = withClient(client -> client.tenantState(tenant()))
                .orElseThrow(() -> new CommandFailure(ExitCode.NOT_FOUND, "the tenant has no state"));
        JsonObject document = Json.createObjectBuilder()
                .add("events", Json.createArrayBuilder(state.events()))
                .add("data", JsonDocuments.ofJson(state.data()))
                .build();
        print(document, document.toString());
        return ExitCode.OK;
    }
}
