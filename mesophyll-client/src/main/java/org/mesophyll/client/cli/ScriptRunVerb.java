package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code script run}: runs a script for a tenant, or leaves it as a job. */
@Command(
        name = "run",
        description = "Runs a script for a tenant on its worker, and prints what it returns.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client script run --token-file operator-tokens \\",
            "      --tenant guild:123 hello.lua --data '{\"n\":1}'",
            "  mesophyll-client script run --token-file operator-tokens \\",
            "      --tenant guild:123 report.lua --job --timeout 5m"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScriptRunVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "guild:<id> or user:<id>.")
    private TenantId tenant; // filled by picocli

    @Parameters(paramLabel = "FILE", description = "The script's source; its file name is its name in errors.")
    private Path file; // filled by picocli

    @Option(
            names = "--event",
            paramLabel = "NAME",
            defaultValue = "RunScript",
            description = "The name of the event that the script may look at (default RunScript).")
    private String eventName; // filled by picocli

    @Mixin
    private EventOptions event; // filled by picocli

    @Option(
            names = "--language",
            paramLabel = "NAME",
            description = "What the script is written in, such as lua: refused by a worker that runs others.")
    private @Nullable String language; // filled by picocli

    @Option(names = "--job", description = "Do not wait: print the name of the job, for the verbs of jobs.")
    private boolean job; // filled by picocli

    @Option(names = "--run-again", description = "Of a job: run it again if the master ends while it runs.")
    private boolean runAgain; // filled by picocli

    @Override
    ExitCode run() {
        JsonObjectBuilder params = Json.createObjectBuilder()
                .add("tenant", tenant.toString())
                .add("name", String.valueOf(file.getFileName()))
                .add("script", source())
                .add("event", event.event(eventName))
                .add("timeout", timeout().toMillis());
        if (language != null) {
            params.add("language", language);
        }
        if (job) {
            JsonValue made =
                    api().call("job.create", params.add("run_again", runAgain).build());
            print(made, made.asJsonObject().getString("job"));
            return ExitCode.OK;
        }
        JsonValue result = waitingFor(file.getFileName() + " runs", () -> api().call("play", params.build()));
        print(result, ShownValue.ofPlain(result));
        return ExitCode.OK;
    }

    private String source() {
        return GivenFile.text("script", file);
    }
}
