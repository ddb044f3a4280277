package org.mesophyll.web.worker;

import org.jspecify.annotations.Nullable;
import org.mesophyll.master.registry.AuthenticationOutcome;

/** Says whether somebody is the worker that they say. */
@FunctionalInterface
public interface WorkerVerifier {
    /**
     * Judges an id and a token, in a time that does not depend on where the token differs from the right one.
     *
     * @param id what they say, or null
     * @param token what they show, or null
     */
    AuthenticationOutcome authenticate(@Nullable String id, @Nullable String token);
}
