package org.mesophyll.client.cli;

import jakarta.json.Json;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Command;

/** {@code kv scopes}: lists scopes. */
@Command(
        name = "scopes",
        description = "Lists the scopes that a tenant's records have.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client kv scopes --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123"
        })
final class KvScopesVerb extends StateVerb {
    @Override
    ExitCode run() {
        withClient(client -> client.listScopes(tenant()))
                .forEach(scope -> print(Json.createValue(scope), Printable.of(scope)));
        return ExitCode.OK;
    }
}
