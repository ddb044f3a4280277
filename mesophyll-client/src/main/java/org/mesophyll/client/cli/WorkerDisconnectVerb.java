package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code workers disconnect}: ends the connection of a worker. */
@Command(
        name = "disconnect",
        description = "Ends the connection of a worker, which may connect again.",
        footer = {"", "Example:", "  mesophyll-client workers disconnect 2 --token-file operator-tokens"})
final class WorkerDisconnectVerb extends OneWorkerVerb {
    @Override
    ExitCode run() {
        JsonValue unused = api().post(path() + "/disconnect", JsonValue.EMPTY_JSON_OBJECT);
        print(JsonValue.EMPTY_JSON_OBJECT, "disconnected");
        return ExitCode.OK;
    }
}
