package org.mesophyll.mesh.link;

import java.time.Duration;

/**
 * How a request ended; each ends exactly once.
 *
 * @param <A> the answer
 */
public sealed interface Ending<A> {
    /** The peer answered. */
    record Answered<A>(A answer) implements Ending<A> {}

    /** Nothing came within the deadline. */
    record TimedOut<A>(Duration after) implements Ending<A> {}

    /** The caller wants no answer any more. */
    record Cancelled<A>() implements Ending<A> {}

    /** The connection went. */
    record Closed<A>(CloseReason reason) implements Ending<A> {}
}
