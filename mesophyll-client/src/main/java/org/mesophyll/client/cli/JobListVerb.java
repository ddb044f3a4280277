package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs list}: lists jobs, a line each. */
@Command(
        name = "list",
        description = "Lists jobs, the newest first: name, state, when it was made, tenant, script, who made it.",
        footer = {"", "Example:", "  mesophyll-client jobs list --token-file operator-tokens --tenant guild:123"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class JobListVerb extends OperatorVerb {
    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only those of guild:<id> or user:<id>.")
    private @Nullable TenantId tenant; // filled by picocli

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are pending, running, completed, failed, timed_out, cancelled or lost.")
    private @Nullable String state; // filled by picocli

    @Option(names = "--before", paramLabel = "JOB", description = "Only those made before this one: the next page.")
    private @Nullable String before; // filled by picocli

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many, 1 to 500 (default 50).")
    private int limit; // filled by picocli

    @Override
    ExitCode run() {
        JsonObjectBuilder params = Json.createObjectBuilder().add("limit", limit);
        if (tenant != null) {
            params.add("tenant", tenant.toString());
        }
        if (state != null) {
            params.add("state", state);
        }
        if (before != null) {
            params.add("before", before);
        }
        JsonObject page = api().call("job.list", params.build()).asJsonObject();
        page.getJsonArray("jobs").getValuesAs(JsonObject.class).forEach(job -> print(job, line(job)));
        return ExitCode.OK;
    }

    private static String line(JsonObject job) {
        return String.format(
                Locale.ROOT,
                "%s  %-9s  %s  %s  %s  %s",
                job.getString("job"),
                job.getString("state"),
                job.getString("created_at"),
                job.getString("tenant"),
                Printable.of(job.getString("name")),
                Printable.of(job.getString("by")));
    }
}
