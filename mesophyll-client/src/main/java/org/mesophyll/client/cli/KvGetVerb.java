package org.mesophyll.client.cli;

import java.util.List;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv get}: reads one record. */
@Command(
        name = "get",
        description =
                "Prints the value of a key: a text as it is, everything else as JSON in its tagged form; exit code 6 if "
                        + "there is none.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client kv get --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class KvGetVerb extends StateVerb {
    @Option(names = "--scope", paramLabel = "NAME", required = true, description = "A scope; may be given again.")
    private List<String> scopes; // filled by picocli

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key; // filled by picocli

    @Override
    ExitCode run() {
        KvRecord record = withClient(client -> client.get(tenant(), Scopes.of(scopes), key))
                .orElseThrow(() -> new CommandFailure(ExitCode.NOT_FOUND, "there is no such record"));
        print(RecordJson.of(record), ShownValue.ofTagged(JsonDocuments.ofValue(record.value())));
        return ExitCode.OK;
    }
}
