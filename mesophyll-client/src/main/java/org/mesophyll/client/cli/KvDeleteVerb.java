package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import java.util.List;
import org.mesophyll.protocol.state.Scopes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv delete}: deletes records. */
@Command(
        name = "delete",
        description = "Deletes the records with a key whose scopes contain all the given ones, if there are any.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client kv delete --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class KvDeleteVerb extends StateVerb {
    @Option(names = "--scope", paramLabel = "NAME", required = true, description = "A scope; may be given again.")
    private List<String> scopes; // filled by picocli

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key; // filled by picocli

    @Override
    ExitCode run() {
        withClient(client -> {
            client.delete(tenant(), Scopes.of(scopes), key);
            return ExitCode.OK;
        });
        print(JsonValue.EMPTY_JSON_OBJECT, "deleted");
        return ExitCode.OK;
    }
}
