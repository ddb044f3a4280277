package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What a door allows as a body, and how it says no.
 *
 * @param knows returns whether a request shows a valid token; others may send {@link BodyReceptions#STRANGER_BYTES} only
 * @param bytesOfKnown returns how large the body of a request with a valid token may be
 * @param refusal writes what the door answers to a body that it does not take
 */
public record BodyRule(
        Predicate<HttpServletRequest> knows, ToIntFunction<HttpServletRequest> bytesOfKnown, BodyRefusal refusal) {

    /** Returns how large the body of a request may be. */
    int limitBytes(HttpServletRequest request) {
        int ofKnown = bytesOfKnown.applyAsInt(request);
        return knows.test(request) ? ofKnown : Math.min(BodyReceptions.STRANGER_BYTES, ofKnown);
    }
}
