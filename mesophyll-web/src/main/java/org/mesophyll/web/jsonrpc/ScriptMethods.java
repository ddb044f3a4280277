package org.mesophyll.web.jsonrpc;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.mesophyll.master.scripts.ScriptOutcome;
import org.mesophyll.master.scripts.ScriptRun;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.master.scripts.ScriptTask;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.json.JsonShape;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.EventJson;
import org.mesophyll.web.json.PlainJson;
import org.mesophyll.web.scripts.ScriptForm;

/** Methods that run a script while the caller waits. */
final class ScriptMethods {
    private static final Param TENANT = Param.required("tenant", "string", "For whom, guild:123 or user:123.");

    static final List<Param> PARAMS = List.of(
            TENANT,
            Param.required("script", "string", "The code."),
            Param.optional("name", "string", "What errors call it; script if it has none."),
            Param.optional(
                    "language",
                    "string",
                    "What it is written in, such as lua; refused if the worker says that it runs others."),
            Param.optional(
                    "timeout", "integer", "How many milliseconds it may take, the wait for its worker included."),
            Param.optional("event", "object", "What it may look at: name, author, and data with json, raw or value."));

    private final ScriptRunner runner;
    private final ScriptForm form;
    private final Clock clock;

    ScriptMethods(ScriptRunner runner, ScriptForm form, Clock clock) {
        this.runner = runner;
        this.form = form;
        this.clock = clock;
    }

    List<RpcMethod> all() {
        return List.of(new RpcMethod(
                "play",
                "Runs a script on the worker that owns the tenant, and waits for what it returns.",
                Access.OPERATOR,
                PARAMS,
                "What the script returned, as plain JSON.",
                this::play));
    }

    private CompletionStage<Json> play(RpcSession session, Params params) throws RpcException {
        ScriptTask task = task(session, params);
        ScriptRun run;
        try {
            run = runner.run(task);
        } catch (IllegalArgumentException e) {
            throw new RpcException(RpcCode.INVALID_PARAMS, String.valueOf(e.getMessage()));
        }
        Runnable giveUp = run::cancel;
        session.whileOpen(giveUp);
        return run.outcome().thenCompose(outcome -> {
            session.ended(giveUp);
            return answer(task, outcome);
        });
    }

    /** Reads what to run from a call's parameters. */
    ScriptTask task(RpcSession session, Params params) throws RpcException {
        return form.task(
                JobId.next(clock.instant()),
                session.caller().map(Caller::name).orElse("nobody"),
                params.required("tenant", json -> TenantId.parse(JsonShape.text(json, "tenant"))),
                params.optionalText("name").orElse(null),
                params.text("script"),
                params.optional("event", EventJson::fromJson).orElse(null),
                params.optional("timeout", json -> form.timeout(JsonShape.integer(json, "timeout")))
                        .orElse(null),
                params.optional("language", json -> form.language(JsonShape.text(json, "language")))
                        .orElse(null));
    }

    private static CompletionStage<Json> answer(ScriptTask task, ScriptOutcome outcome) {
        if (outcome instanceof ScriptOutcome.Returned returned) {
            return CompletableFuture.completedFuture(PlainJson.of(returned.value()));
        }
        return CompletableFuture.failedFuture(new RpcException(ScriptErrors.of(task.id(), outcome)));
    }
}
