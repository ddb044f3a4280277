package org.mesophyll.client.cli;

import jakarta.json.Json;
import picocli.CommandLine.Command;

/** {@code workers register}: registers a worker. */
@Command(
        name = "register",
        description =
                "Registers a worker, and prints the line that its token file needs; the token is shown this once.",
        footer = {"", "Example:", "  mesophyll-client workers register 2 --token-file operator-tokens > worker-2"})
final class WorkerRegisterVerb extends OneWorkerVerb {
    @Override
    ExitCode run() {
        printToken(api().post(
                        "/workers", Json.createObjectBuilder().add("id", id()).build()));
        return ExitCode.OK;
    }
}
