package org.mesophyll.web.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Finds connections that take longer than 7 s to send the head of a request. Remembers only connections that hold part of a
 * head.
 *
 * <p>One thread calls {@link #overdue}; {@link #headCompleted} is safe for any thread.
 */
final class HeadDeadlines {
    /** A sweep every second closes such a connection within 10 s of the head's first byte. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(7);
    /** The reading threads are asked this long before the limit, because they take a moment to answer. */
    private static final long ASK_EARLIER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongPredicate hasReadUntil;
    private final LongSupplier nanoClock;
    private final Map<Object, Long> firstSeenNanos = new ConcurrentHashMap<>(); // by connection

    /**
     * Creates deadlines without connections.
     *
     * @param hasReadUntil returns whether the server has read what peers had sent by a time of the clock; while it has not, a
     *     head may be complete but unread, and its connection is not overdue
     * @param nanoClock such as {@link System#nanoTime}
     */
    HeadDeadlines(LongPredicate hasReadUntil, LongSupplier nanoClock) {
        this.hasReadUntil = hasReadUntil;
        this.nanoClock = nanoClock;
    }

    /** Records that a connection has sent all of a head; its next head has a deadline of its own. */
    void headCompleted(Object connection) {
        firstSeenNanos.remove(connection);
    }

    /**
     * Returns the connections whose head is overdue. Call it once a second.
     *
     * @param unfinished all connections that hold part of a head at present
     */
    List<Object> overdue(Set<Object> unfinished) {
        long now = nanoClock.getAsLong();
        firstSeenNanos.keySet().retainAll(unfinished);
        List<Object> overdue = new ArrayList<>();
        for (Object connection : unfinished) {
            Long firstSeen = firstSeenNanos.putIfAbsent(connection, now);
            if (firstSeen != null && isOverdue(firstSeen, now)) {
                overdue.add(connection);
            }
        }
        return overdue;
    }

    private boolean isOverdue(long firstSeen, long now) {
        long ask = firstSeen + LIMIT_NANOS - ASK_EARLIER_NANOS;
        return now - ask >= 0 && hasReadUntil.test(ask) && now - firstSeen >= LIMIT_NANOS;
    }
}
