package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code jobs get}: prints how far a job has come. */
@Command(
        name = "get",
        description = "Prints how far a job has come.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client jobs get --token-file operator-tokens \\",
            "      019aa8f2c3d41b2e5f60718293a4b5c6"
        })
final class JobGetVerb extends JobVerb {
    @Override
    ExitCode run() {
        JsonValue job = api().call("job.get", params().build());
        print(job, job.toString());
        return ExitCode.OK;
    }
}
