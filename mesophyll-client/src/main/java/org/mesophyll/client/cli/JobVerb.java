package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import picocli.CommandLine.Parameters;

/** A verb that is about one job. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
abstract class JobVerb extends OperatorVerb {
    @Parameters(paramLabel = "JOB", description = "The job's name.")
    private String job; // filled by picocli

    /** Starts the parameters of a call about the job. */
    final JsonObjectBuilder params() {
        return Json.createObjectBuilder().add("job", job);
    }
}
