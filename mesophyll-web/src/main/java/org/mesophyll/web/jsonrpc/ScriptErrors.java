package org.mesophyll.web.jsonrpc;

import org.mesophyll.master.scripts.JobId;
import org.mesophyll.master.scripts.ScriptOutcome;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.web.json.JsonMembers;

/** Says to a caller why a script returned nothing. */
final class ScriptErrors {
    private static final String TIME_LIMIT = "time: ";

    private ScriptErrors() {}

    /** Returns the error for an outcome that is no answer. */
    static RpcError of(JobId job, ScriptOutcome outcome) {
        RpcCode code = codeOf(outcome);
        JsonMembers data = RpcError.about(code).with("job", job.text()).with("detail", detailOf(outcome));
        if (outcome instanceof ScriptOutcome.Failed failed) {
            where(failed.error(), data);
        }
        return new RpcError(code, data.json());
    }

    private static void where(ScriptError error, JsonMembers data) {
        if (!error.place().isEmpty()) {
            data.with("place", error.place());
        }
        error.line().ifPresent(line -> data.with("line", line));
        if (!error.stack().isEmpty()) {
            data.with("stack", error.stack());
        }
    }

    private static RpcCode codeOf(ScriptOutcome outcome) {
        return switch (outcome.kind()) {
            case RETURNED -> throw new IllegalArgumentException("an answer is no error");
            case FAILED -> codeOf(((ScriptOutcome.Failed) outcome).error());
            case REFUSED -> RpcCode.REFUSED;
            case UNACCEPTABLE -> RpcCode.INVALID_PARAMS;
            case TIMED_OUT -> RpcCode.TIMEOUT;
            case NO_WORKER -> RpcCode.NO_WORKER;
            case BACKPRESSURE -> RpcCode.BACKPRESSURE;
            case LOST -> RpcCode.LOST;
            case CANCELLED -> RpcCode.CANCELLED;
        };
    }

    private static RpcCode codeOf(ScriptError error) {
        return switch (error.kind()) {
            case SYNTAX -> RpcCode.SYNTAX_ERROR;
            case RUNTIME -> RpcCode.SCRIPT_ERROR;
            case LIMIT -> error.message().startsWith(TIME_LIMIT) ? RpcCode.TIMEOUT : RpcCode.LIMIT_EXCEEDED;
            case STOPPED -> RpcCode.STOPPED;
        };
    }

    private static String detailOf(ScriptOutcome outcome) {
        return switch (outcome.kind()) {
            case RETURNED -> throw new IllegalArgumentException("an answer is no error");
            case FAILED -> ((ScriptOutcome.Failed) outcome).error().message();
            case REFUSED -> ((ScriptOutcome.Refused) outcome).reason();
            case UNACCEPTABLE -> ((ScriptOutcome.Unacceptable) outcome).reason();
            case TIMED_OUT ->
                "no answer within " + ((ScriptOutcome.TimedOut) outcome).after().toMillis()
                        + " ms; the worker may still run it";
            case NO_WORKER -> {
                ScriptOutcome.NoWorker missing = (ScriptOutcome.NoWorker) outcome;
                yield "worker " + missing.worker() + " was not connected within "
                        + missing.within().toMillis() + " ms; nothing was sent";
            }
            case BACKPRESSURE -> ((ScriptOutcome.Backpressure) outcome).bound() + "; nothing was sent";
            case LOST -> ((ScriptOutcome.Lost) outcome).why() + "; it may have run";
            case CANCELLED -> "it was cancelled; if it was sent, the worker may still run it";
        };
    }
}
