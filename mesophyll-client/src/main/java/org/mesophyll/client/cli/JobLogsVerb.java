package org.mesophyll.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jobs logs}: prints what a job's script logs. */
@Command(
        name = "logs",
        description = "Prints what a job's script has logged; with --follow until the job has ended.",
        footer = {
            "",
            "Example:",
            "  mesophyll-client jobs logs --token-file operator-tokens \\",
            "      019aa8f2c3d41b2e5f60718293a4b5c6 --follow"
        })
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class JobLogsVerb extends JobVerb {
    @Mixin
    private LogLines lines; // filled by picocli

    @Override
    ExitCode run() {
        OperatorApi api = api();
        lines.print(this, this::params, timeout(), params -> api.call("job.logs", params));
        return ExitCode.OK;
    }
}
