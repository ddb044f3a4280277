package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drop}: drops a tenant's virtual machine. */
@Command(
        name = "drop",
        description = "Has a tenant's worker drop the tenant's virtual machine.",
        footer = {"", "Example:", "  mesophyll-client drop --token-file operator-tokens --tenant guild:123"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class DropVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "guild:<id> or user:<id>.")
    private TenantId tenant; // filled by picocli

    @Override
    ExitCode run() {
        JsonObject body = Json.createObjectBuilder()
                .add("timeout_ms", timeout().toMillis())
                .build();
        print(api().post(TenantPath.of(tenant, "drop"), body), "dropped");
        return ExitCode.OK;
    }
}
