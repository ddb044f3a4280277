package org.mesophyll.client.cli;

import jakarta.json.Json;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logs}: prints what a tenant's scripts log. */
@Command(
        name = "logs",
        description = "Prints what a tenant's scripts have logged lately: when the master got it, and the line.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client logs --token-file operator-tokens --tenant guild:123",
            "  mesophyll-client logs --token-file operator-tokens --tenant guild:123 --follow"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class LogsVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "guild:<id> or user:<id>.")
    private TenantId tenant; // filled by picocli

    @Mixin
    private LogLines lines; // filled by picocli

    @Override
    ExitCode run() {
        OperatorApi api = api();
        lines.print(
                this,
                () -> Json.createObjectBuilder().add("tenant", tenant.toString()),
                timeout(),
                params -> api.call("logs", params));
        return ExitCode.OK;
    }
}
