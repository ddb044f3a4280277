package org.mesophyll.client.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import picocli.CommandLine.Parameters;

/** A verb that administers one worker. */
abstract class OneWorkerVerb extends OperatorVerb {
    @Parameters(paramLabel = "N", description = "The worker's id.")
    private int id; // filled by picocli

    /** Returns the worker's id. */
    final int id() {
        return id;
    }

    /** Returns where the operators' API has the worker. */
    final String path() {
        return "/workers/" + id;
    }

    /** Prints a worker's new token as a line that a token file takes. */
    final void printToken(JsonValue answer) {
        JsonObject shown = answer.asJsonObject();
        print(shown, shown.getInt("id") + " " + shown.getString("token"));
        hint("this token is shown only once");
    }
}
