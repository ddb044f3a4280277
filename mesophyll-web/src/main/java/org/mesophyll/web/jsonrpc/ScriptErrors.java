package org.mesophyll.web.jsonrpc;

import org.mesophyll.master.scripts.ScriptOutcome;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.ScriptError;
import org.mesophyll.web.json.JsonMembers;

/** Says to a caller why a script returned nothing. */
final class ScriptErrors {
    private ScriptErrors() {}

    /** Returns the error for an outcome that is no answer. */
    static RpcError of(JobId job, ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Failed failed
                ? of(job, failed.error())
                : of(job, codeOf(outcome), outcome.detail());
    }

    /** Returns the error for what a script did wrong. */
    static RpcError of(JobId job, ScriptError error) {
        RpcCode code = codeOf(error);
        JsonMembers data = about(job, code, error.message());
        where(error, data);
        return new RpcError(code, data.json());
    }

    /** Returns an error of a script's run. */
    static RpcError of(JobId job, RpcCode code, String detail) {
        return new RpcError(code, about(job, code, detail).json());
    }

    private static JsonMembers about(JobId job, RpcCode code, String detail) {
        return RpcError.about(code).with("job", job.text()).with("detail", detail);
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
            case LIMIT -> error.isTimeLimit() ? RpcCode.TIMEOUT : RpcCode.LIMIT_EXCEEDED;
            case STOPPED -> RpcCode.STOPPED;
        };
    }
}
