package org.mesophyll.web.api;

import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.master.metrics.OutcomeKind;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.json.ValueJson;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.json.JsonMembers;

/** Says to operators how requests to workers ended. */
final class OutcomeAnswers {
    private OutcomeAnswers() {}

    /** Returns 200 with the value, or the problem that the outcome is. */
    static Response of(DispatchOutcome outcome) {
        if (outcome instanceof DispatchOutcome.Answered answered) {
            return Answers.ok(JsonMembers.object()
                    .with("value", ValueJson.toJson(answered.value()))
                    .json());
        }
        return Problem.of(kindOf(outcome.kind()), detailOf(outcome)).toResponse();
    }

    /** Returns 202, or the problem that the outcome is. */
    static Response of(SendOutcome outcome) {
        if (outcome instanceof SendOutcome.NotConnected missing) {
            return Problem.of(ProblemKind.NOT_CONNECTED, notConnected(missing.worker()))
                    .toResponse();
        }
        if (outcome instanceof SendOutcome.Backpressure busy) {
            return Problem.of(ProblemKind.BACKPRESSURE, "worker " + busy.worker() + ": " + busy.bound())
                    .toResponse();
        }
        return Response.accepted().build();
    }

    /** Returns 200 with how it ended at each worker. */
    static Response of(Map<WorkerId, DispatchOutcome> outcomes) {
        Json[] results = new TreeMap<>(outcomes)
                .entrySet().stream()
                        .map(entry -> resultOf(entry.getKey(), entry.getValue()))
                        .toArray(Json[]::new);
        return Answers.ok(
                JsonMembers.object().with("results", Json.array(results)).json());
    }

    private static Json resultOf(WorkerId worker, DispatchOutcome outcome) {
        JsonMembers result = JsonMembers.object()
                .with("worker", worker.value())
                .with("outcome", outcome.kind().name().toLowerCase(Locale.ROOT));
        if (outcome instanceof DispatchOutcome.Answered answered) {
            return result.with("value", ValueJson.toJson(answered.value())).json();
        }
        return result.with("detail", detailOf(outcome)).json();
    }

    private static ProblemKind kindOf(OutcomeKind outcome) {
        return switch (outcome) {
            case ANSWERED -> throw new IllegalArgumentException("an answer is no problem");
            case REFUSED -> ProblemKind.REFUSED;
            case TIMED_OUT -> ProblemKind.TIMED_OUT;
            case NOT_CONNECTED -> ProblemKind.NOT_CONNECTED;
            case BACKPRESSURE -> ProblemKind.BACKPRESSURE;
            case CONNECTION_LOST -> ProblemKind.CONNECTION_LOST;
            case CANCELLED -> ProblemKind.CANCELLED;
        };
    }

    private static String detailOf(DispatchOutcome outcome) {
        if (outcome instanceof DispatchOutcome.Refused refused) {
            return refused.reason();
        }
        if (outcome instanceof DispatchOutcome.TimedOut late) {
            return "no answer within " + late.after().toMillis() + " ms; the worker may still run the request";
        }
        if (outcome instanceof DispatchOutcome.NotConnected missing) {
            return notConnected(missing.worker());
        }
        if (outcome instanceof DispatchOutcome.Backpressure busy) {
            return "worker " + busy.worker() + ": " + busy.bound() + "; nothing was sent";
        }
        if (outcome instanceof DispatchOutcome.ConnectionLost lost) {
            return "worker " + lost.worker() + ": " + lost.why() + "; it may have run the request";
        }
        return "the request was cancelled; the worker may still run it";
    }

    private static String notConnected(WorkerId worker) {
        return "worker " + worker + " is not connected; nothing was sent";
    }
}
