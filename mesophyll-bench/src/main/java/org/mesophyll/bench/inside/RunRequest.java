package org.mesophyll.bench.inside;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of load.
 *
 * @param mode what is dispatched
 * @param workers the load goes to the workers 0 to {@code workers - 1}; 1 to 4096
 * @param outstanding how many requests each worker owes at any time, 1 to 4096; without meaning for {@link RunMode#ONEWAY}
 * @param payload how many bytes of text an event carries, 0 to 900 000
 * @param tenants how many tenants of each worker the events are for, 1 to 4096
 * @param warmup how long load runs before it is measured, up to 10 minutes
 * @param measured how long it is measured, 1 s to 10 minutes
 */
public record RunRequest(
        RunMode mode, int workers, int outstanding, int payload, int tenants, Duration warmup, Duration measured) {

    private static final int MOST = 4096;
    private static final int MOST_PAYLOAD = 900_000;
    private static final int MOST_SECONDS = 600;

    public RunRequest {
        check("workers", workers, 1, MOST);
        check("outstanding", outstanding, 1, MOST);
        check("payload", payload, 0, MOST_PAYLOAD);
        check("tenants", tenants, 1, MOST);
        check("warmup", warmup.toSeconds(), 0, MOST_SECONDS);
        check("seconds", measured.toSeconds(), 1, MOST_SECONDS);
    }

    /**
     * Reads a run from parameters; those that are missing have the values of {@link #toQuery()} of a request run of 10 s
     * with one worker, one outstanding request, 256 bytes, 16 tenants and no warm-up.
     *
     * @param parameters returns a parameter's text, or null
     * @throws IllegalArgumentException if one is malformed or out of its range
     */
    public static RunRequest from(UnaryOperator<@Nullable String> parameters) {
        String mode = parameters.apply("mode");
        return new RunRequest(
                mode == null ? RunMode.REQUEST : RunMode.parse(mode),
                number(parameters, "workers", 1),
                number(parameters, "outstanding", 1),
                number(parameters, "payload", 256),
                number(parameters, "tenants", 16),
                Duration.ofSeconds(number(parameters, "warmup", 0)),
                Duration.ofSeconds(number(parameters, "seconds", 10)));
    }

    /** Returns the parameters as a query string. */
    public String toQuery() {
        return "mode=" + mode + "&workers=" + workers + "&outstanding=" + outstanding + "&payload=" + payload
                + "&tenants=" + tenants + "&warmup=" + warmup.toSeconds() + "&seconds=" + measured.toSeconds();
    }

    private static int number(UnaryOperator<@Nullable String> parameters, String name, int otherwise) {
        String text = parameters.apply(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(name + " is not a whole number: " + text, malformed);
        }
    }

    private static void check(String name, long value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed are " + least + " to " + most);
        }
    }
}
