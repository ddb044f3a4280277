package org.mesophyll.client.cli;

import jakarta.json.Json;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: prints the script by which a shell completes this command line. */
@Command(
        name = "completion",
        description = {
            "Prints a script that makes the shell complete verbs and options.",
            "It completes the name mesophyll-client, which may be an alias:",
            "  alias mesophyll-client='java -jar mesophyll-client.jar'"
        },
        footer = {
            "",
            "Example:",
            "  mesophyll-client completion bash > mesophyll-completion",
            "  source mesophyll-completion"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class CompletionVerb extends Verb {
    @Spec
    private CommandSpec spec; // filled by picocli

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}; both read the same script.")
    private Shell shell; // filled by picocli

    /** The shells that read picocli's script. */
    private enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    ExitCode run() {
        CommandSpec root = spec.root();
        String script = AutoComplete.bash(root.name(), root.commandLine());
        print(
                Json.createObjectBuilder()
                        .add("shell", shell.toString())
                        .add("script", script)
                        .build(),
                script);
        return ExitCode.OK;
    }
}
