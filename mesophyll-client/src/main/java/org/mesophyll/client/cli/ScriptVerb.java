package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code script}: runs a script for a tenant. */
@Command(
        name = "script",
        description = "Runs a script for a tenant on its worker, and prints what it returns.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client script --token-file operator-tokens --tenant guild:123 hello.lua --data '{\"n\":1}'"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class ScriptVerb extends OperatorVerb {
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

    @Override
    ExitCode run() {
        JsonObject body = Json.createObjectBuilder()
                .add("name", String.valueOf(file.getFileName()))
                .add("code", source())
                .add("event", event.event(eventName))
                .add("timeout_ms", timeout().toMillis())
                .build();
        DispatchVerb.printAnswer(this, api().post(TenantPath.of(tenant, "run-script"), body));
        return ExitCode.OK;
    }

    private String source() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "the script " + file + " cannot be read as UTF-8", e);
        }
    }
}
