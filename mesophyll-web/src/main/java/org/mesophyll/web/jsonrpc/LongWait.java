package org.mesophyll.web.jsonrpc;

import java.time.Duration;
import org.mesophyll.protocol.json.JsonShape;

/** The parameter by which a caller waits for something to come. */
final class LongWait {
    private static final String NAME = "wait";
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private LongWait() {}

    static Param param(String forWhat) {
        return Param.optional(NAME, "integer", "How many milliseconds to wait for " + forWhat + ", 0 to 600000.");
    }

    /** Reads it; zero if it is not there. */
    static Duration of(Params params) throws RpcException {
        return params.optional(NAME, json -> milliseconds(JsonShape.integer(json, NAME)))
                .orElse(Duration.ZERO);
    }

    private static Duration milliseconds(long millis) {
        if (millis < 0 || millis > LONGEST.toMillis()) {
            throw new IllegalArgumentException("wait is 0 to " + LONGEST.toMillis() + " milliseconds: " + millis);
        }
        return Duration.ofMillis(millis);
    }
}
