package org.mesophyll.web.guard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The requests of one HTTP/2 connection that have not been answered yet. Safe for any thread. */
final class Http2Requests {
    /** How many requests that the peer has cancelled may wait for a thread, in addition to those of its open streams. */
    private static final int MOST_CANCELLED = 28;

    private final long mostWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<Object> unanswered = ConcurrentHashMap.newKeySet(); // streams

    /**
     * Creates a connection without requests.
     *
     * @param mostStreams how many streams the listener lets a connection have at once
     */
    Http2Requests(int mostStreams) {
        mostWaiting = (long) mostStreams + MOST_CANCELLED;
    }

    /** Adds a request that waits for a thread, and returns whether the connection may have so many. */
    boolean received(Object stream) {
        unanswered.add(stream);
        return waiting.incrementAndGet() <= mostWaiting;
    }

    /** Records that a thread has begun with a request. */
    void begins() {
        waiting.decrementAndGet();
    }

    /** Removes a request that has been answered, or is not to be. */
    void completed(Object stream) {
        unanswered.remove(stream);
    }

    /** Returns whether any request is unanswered whose stream is open. Forgets the others: nobody can answer them. */
    boolean areRunning(Predicate<Object> isOpen) {
        unanswered.removeIf(isOpen.negate());
        return !unanswered.isEmpty();
    }

    /** Returns how many requests may wait for a thread. */
    long mostWaiting() {
        return mostWaiting;
    }
}
