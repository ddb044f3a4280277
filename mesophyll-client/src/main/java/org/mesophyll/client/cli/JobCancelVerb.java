package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code jobs cancel}: cancels a job. */
@Command(
        name = "cancel",
        description = "Cancels a job, and prints whether it had not ended.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client jobs cancel --token-file operator-tokens \\",
            "      019aa8f2c3d41b2e5f60718293a4b5c6"
        })
final class JobCancelVerb extends JobVerb {
    @Override
    ExitCode run() {
        JsonValue done = api().call("job.cancel", params().build());
        print(done, done.asJsonObject().getBoolean("cancelled") ? "cancelled" : "it had ended");
        return ExitCode.OK;
    }
}
