package org.mesophyll.web.jsonrpc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.master.logs.ScriptLine;
import org.mesophyll.master.logs.ScriptLog;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.state.JobStatus;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** Methods that show what scripts have logged. */
final class LogMethods {
    private static final Param AFTER =
            Param.optional("after", "integer", "After the line of this number: the last answer's next.");
    private static final Param WAIT = LongWait.param("a line");

    private final ScriptLogs logs;
    private final Jobs jobs;
    private final JobMethods jobMethods;

    LogMethods(ScriptLogs logs, Jobs jobs, JobMethods jobMethods) {
        this.logs = logs;
        this.jobs = jobs;
        this.jobMethods = jobMethods;
    }

    List<RpcMethod> all() {
        return List.of(
                new RpcMethod(
                        "logs",
                        "Shows what a tenant's scripts have logged lately.",
                        Access.VIEWER,
                        List.of(Param.required("tenant", "string", "Whose, guild:123 or user:123."), AFTER, WAIT),
                        "An object with lines, missed if some before them are not kept any more, and next.",
                        this::ofTenant),
                new RpcMethod(
                        "job.logs",
                        "Shows what a job's script has logged.",
                        Access.VIEWER,
                        List.of(JobMethods.JOB, AFTER, WAIT),
                        "An object with lines, missed, next, and the state of the job: if that is an end, no line follows.",
                        this::ofJob));
    }

    private CompletionStage<Json> ofTenant(RpcSession session, Params params) throws RpcException {
        TenantId tenant = params.required("tenant", json -> TenantId.parse(JsonShape.text(json, "tenant")));
        long after = after(params);
        Duration wait = LongWait.of(params);
        return JobMethods.bounded(() -> logs.of(tenant).await(after, wait))
                .thenApply(page -> json(page, after).json());
    }

    private CompletionStage<Json> ofJob(RpcSession session, Params params) throws RpcException {
        long after = after(params);
        Duration wait = LongWait.of(params);
        return jobMethods.found(JobMethods.job(params)).thenCompose(job -> {
            // The state is older than the lines: who is told of an end is told of all lines before it.
            try {
                return JobMethods.bounded(() -> jobs.lines(job.id(), after, wait))
                        .thenApply(page ->
                                json(page, after).with("state", stateOf(job)).json());
            } catch (RpcException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    private static String stateOf(JobStatus job) {
        return job.progress().state().word();
    }

    private static long after(Params params) throws RpcException {
        return params.optional("after", json -> JsonShape.integer(json, "after"))
                .orElse(0L);
    }

    private static JsonMembers json(ScriptLog.Page page, long after) {
        List<ScriptLine> lines = page.lines();
        return JsonMembers.object()
                .with(
                        "lines",
                        new Json.Array(lines.stream().map(LogMethods::json).toList()))
                .with("missed", page.missed())
                .with(
                        "next",
                        lines.isEmpty() ? after : lines.get(lines.size() - 1).number());
    }

    private static Json json(ScriptLine line) {
        return JsonMembers.object()
                .with("number", line.number())
                .with("time", line.time().toString())
                .with("text", line.text())
                .json();
    }
}
