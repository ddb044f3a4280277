package org.mesophyll.client.cli;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.stream.Collectors;
import org.mesophyll.protocol.Printable;

/** Says to people what a master's JSON-RPC error says, and gives it an exit code ({@code docs/json-rpc.md}, errors). */
final class RpcFailures {
    private static final int INVALID_PARAMS = -32602;

    private RpcFailures() {}

    static CommandFailure of(JsonValue answer) {
        if (!(answer instanceof JsonObject object) || !(object.get("error") instanceof JsonObject error)) {
            return new CommandFailure(
                    ExitCode.FAILED, "the master did not answer with JSON-RPC (is --url the master's root?)");
        }
        JsonObject data = error.get("data") instanceof JsonObject about ? about : JsonValue.EMPTY_JSON_OBJECT;
        if (isInvalid(error)) {
            return new CommandFailure(ExitCode.USAGE, text(data, "detail"));
        }
        StringBuilder text = new StringBuilder(text(error, "message"));
        append(text, " at ", text(data, "place"));
        append(text, ": ", text(data, "detail"));
        append(text, "; state ", text(data, "state"));
        String stack = data.get("stack") instanceof JsonString lines ? lines.getString() : "";
        append(text, "; called by ", stack.lines().skip(1).map(String::strip).collect(Collectors.joining(", ")));
        return new CommandFailure(exitCode(text(data, "kind")), text.toString());
    }

    /** Says whether the parameters were wrong, which are those of the command line. */
    private static boolean isInvalid(JsonObject error) {
        boolean invalid = error.get("code") instanceof JsonNumber code && code.intValue() == INVALID_PARAMS;
        return invalid
                && error.get("data") instanceof JsonObject data
                && !text(data, "detail").isEmpty();
    }

    private static void append(StringBuilder text, String before, String part) {
        if (!part.isEmpty()) {
            text.append(before).append(part);
        }
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? Printable.of(text.getString()) : "";
    }

    private static ExitCode exitCode(String kind) {
        return switch (kind) {
            case "unauthenticated", "forbidden" -> ExitCode.UNAUTHORIZED;
            case "timeout", "not_ended" -> ExitCode.TIMED_OUT;
            case "no_worker", "lost" -> ExitCode.UNAVAILABLE;
            case "no_such_job" -> ExitCode.NOT_FOUND;
            case "too_many_calls", "backpressure" -> ExitCode.BACKPRESSURE;
            default -> ExitCode.FAILED;
        };
    }
}
