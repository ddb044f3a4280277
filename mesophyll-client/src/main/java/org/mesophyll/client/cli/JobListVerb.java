package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs list}: lists jobs, a line each. */
@Command(
        name = "list",
        description = "Lists jobs, the newest first: name, state, when it was made, tenant, script, who made it.",
        footer = {
            "",
            "Examples:",
            "  mesophyll-client jobs list --token-file operator-tokens --tenant guild:123",
            "  mesophyll-client jobs list --token-file operator-tokens --all --json"
        })
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
            description = "How many at a time, 1 to 500 (default 50).")
    private int limit; // filled by picocli

    @Option(names = "--all", description = "All of them, by as many requests of --limit jobs as that takes.")
    private boolean all; // filled by picocli

    @Override
    ExitCode run() {
        OperatorApi api = api();
        Optional<String> next = page(api, before);
        while (all && next.isPresent()) {
            next = page(api, next.get());
        }
        next.ifPresent(job -> hint("older jobs may follow: --before " + job + ", or --all"));
        return ExitCode.OK;
    }

    /** Prints a page, and returns what to give as {@code before} for the next one, if there may be one. */
    private Optional<String> page(OperatorApi api, @Nullable String start) {
        JsonObject page = api.call("job.list", params(start)).asJsonObject();
        page.getJsonArray("jobs").getValuesAs(JsonObject.class).forEach(job -> print(job, line(job)));
        return Optional.ofNullable(page.getString("next", null));
    }

    private JsonObject params(@Nullable String start) {
        JsonObjectBuilder params = Json.createObjectBuilder().add("limit", limit);
        if (tenant != null) {
            params.add("tenant", tenant.toString());
        }
        if (state != null) {
            params.add("state", state);
        }
        if (start != null) {
            params.add("before", start);
        }
        return params.build();
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
