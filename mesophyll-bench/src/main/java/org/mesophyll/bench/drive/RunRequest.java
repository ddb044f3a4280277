package org.mesophyll.bench.drive;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of load.
 *
 * @param mode what is made
 * @param first the load goes to the workers from this one on, 0 to 4095
 * @param workers to how many of them, 1 to 4096
 * @param outstanding how many requests each worker owes at any time, 1 to 4096; without meaning for {@link RunMode#ONEWAY}
 * @param payload how many bytes of text an event carries, 0 to 900 000
 * @param reply how many bytes of text an answer has to carry, 0 to 900 000
 * @param tenants how many tenants of each worker the events are for, 1 to 4096
 * @param warmup how long load runs before it is measured, up to 10 minutes, to the millisecond
 * @param measured how long it is measured, 1 ms to 10 minutes, to the millisecond
 */
public record RunRequest(
        RunMode mode,
        int first,
        int workers,
        int outstanding,
        int payload,
        int reply,
        int tenants,
        Duration warmup,
        Duration measured) {

    /** The most workers, and the most requests that one of them owes. */
    public static final int MOST = 4096;

    private static final int MOST_PAYLOAD = 900_000;
    private static final int MOST_MILLIS = 600_000;
    private static final int DEFAULT_PAYLOAD = 256;

    public RunRequest {
        check("first", first, 0, MOST - 1);
        check("workers", workers, 1, MOST - first);
        check("outstanding", outstanding, 1, MOST);
        check("payload", payload, 0, MOST_PAYLOAD);
        check("reply", reply, 0, MOST_PAYLOAD);
        check("tenants", tenants, 1, MOST);
        check("warmup-ms", warmup.toMillis(), 0, MOST_MILLIS);
        check("measured-ms", measured.toMillis(), 1, MOST_MILLIS);
    }

    /**
     * Reads a run from parameters; those that are missing have the values of {@link #toQuery()} of a request run of 10 s
     * with one worker, the first, one outstanding request, 256 bytes both ways, 16 tenants and no warm-up.
     *
     * @param parameters returns a parameter's text, or null
     * @throws IllegalArgumentException if one is malformed or out of its range
     */
    public static RunRequest from(UnaryOperator<@Nullable String> parameters) {
        String mode = parameters.apply("mode");
        return new RunRequest(
                mode == null ? RunMode.REQUEST : RunMode.parse(mode),
                number(parameters, "first", 0),
                number(parameters, "workers", 1),
                number(parameters, "outstanding", 1),
                number(parameters, "payload", DEFAULT_PAYLOAD),
                number(parameters, "reply", DEFAULT_PAYLOAD),
                number(parameters, "tenants", 16),
                Duration.ofMillis(number(parameters, "warmup-ms", 0)),
                Duration.ofMillis(number(parameters, "measured-ms", 10_000)));
    }

    /**
     * Reads a run from a query string.
     *
     * @throws IllegalArgumentException if it is not made of pairs, or one is malformed or out of its range
     */
    public static RunRequest parse(String query) {
        Map<String, String> parameters = Stream.of(query.split("&", -1))
                .map(RunRequest::pair)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return from(parameters::get);
    }

    /** Returns the same run over the workers from another one on. */
    public RunRequest startingAt(int worker) {
        return new RunRequest(mode, worker, workers, outstanding, payload, reply, tenants, warmup, measured);
    }

    /** Returns the parameters as a query string. */
    public String toQuery() {
        return "mode=" + mode + "&first=" + first + "&workers=" + workers + "&outstanding=" + outstanding
                + "&payload=" + payload + "&reply=" + reply + "&tenants=" + tenants
                + "&warmup-ms=" + warmup.toMillis() + "&measured-ms=" + measured.toMillis();
    }

    private static String[] pair(String text) {
        String[] pair = text.split("=", -1);
        if (pair.length != 2) {
            throw new IllegalArgumentException("a parameter is name=value, not " + text);
        }
        return pair;
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
