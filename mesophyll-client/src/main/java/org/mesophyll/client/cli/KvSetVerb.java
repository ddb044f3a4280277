package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.json.JsonDocuments;
import org.mesophyll.client.json.PlainValue;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kv set}: writes one record. */
@Command(
        name = "set",
        description = "Writes the value of a key.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client kv set --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a greeting --text hello",
            "  mesophyll-client kv set --id 0 --token-file worker-tokens \\",
            "      --tenant guild:123 --scope a n --value '{\"Integer\":1}'"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class KvSetVerb extends StateVerb {
    @Option(names = "--scope", paramLabel = "NAME", required = true, description = "A scope; may be given again.")
    private List<String> scopes; // filled by picocli

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key; // filled by picocli

    @ArgGroup(multiplicity = "1")
    private Given given; // filled by picocli

    /** The value, in one of three forms. */
    private static final class Given {
        @Option(names = "--text", paramLabel = "TEXT", description = "The value is this text.")
        private @Nullable String text; // filled by picocli

        @Option(names = "--data", paramLabel = "JSON", description = "The value says what this JSON says.")
        private @Nullable String json; // filled by picocli

        @Option(
                names = "--value",
                paramLabel = "JSON",
                description = "The value in its tagged form, such as '{\"Integer\":1}'.")
        private @Nullable String tagged; // filled by picocli

        private Value toValue() {
            if (text != null) {
                return Value.of(text);
            }
            if (json != null) {
                return PlainValue.of(JsonDocuments.toJson(JsonDocuments.parse(json)));
            }
            return JsonDocuments.toValue(JsonDocuments.parse(String.valueOf(tagged)));
        }
    }

    @Override
    ExitCode run() {
        Value value = given.toValue();
        withClient(client -> {
            client.set(tenant(), Scopes.of(scopes), key, value);
            return ExitCode.OK;
        });
        print(JsonValue.EMPTY_JSON_OBJECT, "set");
        return ExitCode.OK;
    }
}
