package org.mesophyll.client.cli;

import jakarta.json.JsonObject;
import java.time.Duration;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code health}: asks whether the master can do its work. */
@Command(
        name = "health",
        description = "Asks whether the master is ready; exit code 3 if it is not. Needs no token.",
        footer = {"", "Example:", "  mesophyll-client health --url https://master.example.org"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class HealthVerb extends Verb {
    private static final int NOT_READY = 503;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Mixin
    private MasterOption master; // filled by picocli

    @Override
    ExitCode run() {
        JsonObject health = new OperatorApi(master.master(), null, LIMIT)
                .get("/health/ready", NOT_READY)
                .asJsonObject();
        print(health, "master " + part(health, "master") + ", database " + part(health, "database"));
        return part(health, "status").equals("up") ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private static String part(JsonObject health, String name) {
        return Printable.of(health.getString(name, "unknown"));
    }
}
