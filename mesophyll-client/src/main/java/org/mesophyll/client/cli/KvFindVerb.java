package org.mesophyll.client.cli;

import java.util.List;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv find}: lists records. */
@Command(
        name = "find",
        description = "Lists the records whose key matches an SQL LIKE pattern, in the order of their keys.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client kv find --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a 'greet%%'",
            "  mesophyll-client kv find --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a --json"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class KvFindVerb extends StateVerb {
    @Option(names = "--scope", paramLabel = "NAME", required = true, description = "A scope; may be given again.")
    private List<String> scopes; // filled by picocli

    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "%",
            description = "%% stands for any characters, _ for one, a backslash takes the meaning (default: all).")
    private String pattern; // filled by picocli

    @Override
    ExitCode run() {
        List<KvRecord> records =
                withClient(client -> client.find(tenant(), Scopes.of(scopes), new LikePattern(pattern)));
        records.forEach(record -> print(
                RecordJson.of(record), Printable.of(record.key()) + "  " + JsonDocuments.ofValue(record.value())));
        return ExitCode.OK;
    }
}
