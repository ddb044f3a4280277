package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code workers rotate}: gives a worker a new token. */
@Command(
        name = "rotate",
        description =
                "Gives a worker a new token, and prints the line that its token file needs; the old token stays valid for a while.",
        footer = {"", "Example:", "  mesophyll-client workers rotate 2 --token-file operator-tokens > worker-2"})
final class WorkerRotateVerb extends OneWorkerVerb {
    @Override
    ExitCode run() {
        printToken(api().post(path() + "/token", JsonValue.EMPTY_JSON_OBJECT));
        return ExitCode.OK;
    }
}
