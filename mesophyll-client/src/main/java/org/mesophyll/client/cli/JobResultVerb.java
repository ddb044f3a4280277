package org.mesophyll.client.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code jobs result}: prints what a job has returned. */
@Command(
        name = "result",
        description = "Waits for a job to end, and prints what its script returned.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client jobs result --token-file operator-tokens \\",
            "      019aa8f2c3d41b2e5f60718293a4b5c6 --timeout 5m"
        })
final class JobResultVerb extends JobVerb {
    @Override
    ExitCode run() {
        JsonObject params = params().add("wait", timeout().toMillis()).build();
        JsonValue result = waitingFor("the job runs", () -> api().call("job.result", params));
        print(result, ShownValue.ofPlain(result));
        return ExitCode.OK;
    }
}
