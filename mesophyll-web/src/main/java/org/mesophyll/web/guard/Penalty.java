package org.mesophyll.web.guard;

import java.time.Duration;

/** What {@link FailureThrottle} makes of a failure. */
public sealed interface Penalty {
    /** The failure is answered without delay. */
    record AnswerNow() implements Penalty {}

    /**
     * The failure is answered later, and then {@link FailureThrottle.Attempt#answered} is called.
     *
     * @param delay more than nothing
     */
    record AnswerAfter(Duration delay) implements Penalty {}
}
