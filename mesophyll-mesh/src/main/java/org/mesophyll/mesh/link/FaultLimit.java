package org.mesophyll.mesh.link;

import java.util.concurrent.TimeUnit;

/**
 * Counts what one peer sends that is no message, and says when it is too much: a peer of another version may send something
 * unknown now and then, but a connection that carries little else is of no use.
 *
 * <p>For the thread that reads the connection.
 */
public final class FaultLimit {
    /** How many faults a connection may have within {@link #WINDOW_NANOS}. */
    public static final int MAX_FAULTS = 100;

    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long windowStartNanos; // confined to the reading thread, like the next
    private int faults;

    /**
     * Counts a fault.
     *
     * @return whether the connection is to be closed with {@link CloseReason#TOO_MANY_FAULTS}
     */
    public boolean isExceededBy(long nowNanos) {
        if (faults == 0 || nowNanos - windowStartNanos > WINDOW_NANOS) {
            windowStartNanos = nowNanos;
            faults = 0;
        }
        return ++faults > MAX_FAULTS;
    }
}
