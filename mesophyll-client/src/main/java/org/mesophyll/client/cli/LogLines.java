package org.mesophyll.client.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mesophyll.protocol.Printable;
import picocli.CommandLine.Option;

/** The lines of a log, page by page, and maybe those that are still to come. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields before it calls
final class LogLines {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1); // so that a master that is gone is noticed

    @Option(names = "--after", paramLabel = "NUMBER", defaultValue = "0", description = "Only lines after this one.")
    private long after; // filled by picocli

    @Option(names = "--follow", description = "Go on with the lines that are still to come, until Ctrl-C.")
    private boolean follow; // filled by picocli

    /**
     * Prints lines.
     *
     * @param params starts the parameters of a call
     * @param wait how long a call may wait for a line
     * @param call asks for a page; its member {@code state} says, if it is there, whether lines may follow
     */
    void print(Verb verb, Supplier<JsonObjectBuilder> params, Duration wait, Function<JsonObject, JsonValue> call) {
        Duration atMost = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        boolean more = true;
        boolean hinted = false;
        while (more) {
            JsonObjectBuilder asked = params.get().add("after", after).add("wait", follow ? atMost.toMillis() : 0);
            JsonObject page = page(asked.build(), call);
            print(verb, page);
            if (!hinted && after == 0 && page.getJsonArray("lines").isEmpty()) {
                verb.hint("no lines yet");
            }
            hinted = true;
            after = page.getJsonNumber("next").longValue();
            more = follow && isLive(page);
        }
    }

    /** Asks for a page; who follows a log asks again when the master is away for a while. */
    private JsonObject page(JsonObject params, Function<JsonObject, JsonValue> call) {
        while (true) {
            try {
                return call.apply(params).asJsonObject();
            } catch (CommandFailure e) {
                if (!follow || e.exitCode() != ExitCode.UNAVAILABLE || !pause()) {
                    throw e;
                }
            }
        }
    }

    private void print(Verb verb, JsonObject page) {
        if (page.getBoolean("missed") && after > 0) {
            verb.print(Json.createObjectBuilder().add("missed", true).build(), "(lines are missing here)");
        }
        page.getJsonArray("lines")
                .getValuesAs(JsonObject.class)
                .forEach(
                        line -> verb.print(line, line.getString("time") + "  " + Printable.of(line.getString("text"))));
    }

    private static boolean isLive(JsonObject page) {
        String state = page.getString("state", "running");
        return state.equals("pending") || state.equals("running");
    }

    /** Lets the master come back; false if the command is to end. */
    private static boolean pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
        return !Thread.currentThread().isInterrupted();
    }
}
