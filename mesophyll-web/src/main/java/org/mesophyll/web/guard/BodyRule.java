package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.ToIntFunction;

/**
 * What a door allows as a body, and how it says no.
 *
 * @param limitBytes returns how large the body of a request may be
 * @param refusal writes what the door answers to a body that it does not take
 */
public record BodyRule(ToIntFunction<HttpServletRequest> limitBytes, BodyRefusal refusal) {}
