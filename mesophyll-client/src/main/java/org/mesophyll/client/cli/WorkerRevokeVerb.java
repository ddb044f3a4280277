package org.mesophyll.client.cli;

import jakarta.json.JsonValue;
import picocli.CommandLine.Command;

/** {@code workers revoke}: revokes the tokens of a worker. */
@Command(
        name = "revoke",
        description = "Revokes all tokens of a worker, and ends its connection.",
        footer = {"", "Example:", "  mesophyll-client workers revoke 2 --token-file operator-tokens"})
final class WorkerRevokeVerb extends OneWorkerVerb {
    @Override
    ExitCode run() {
        api().delete(path());
        print(JsonValue.EMPTY_JSON_OBJECT, "revoked");
        return ExitCode.OK;
    }
}
