package org.mesophyll.bench.idle;

import java.util.function.LongSupplier;

/** How many of the workers are connected, and how long it took from the first to the last of them. */
final class Attendance {
    private final int all;
    private final LongSupplier millisClock;
    private int present; // guarded by this, like all below
    private long firstMillis;
    private long tookMillis;

    Attendance(int all, LongSupplier millisClock) {
        this.all = all;
        this.millisClock = millisClock;
    }

    synchronized void came() {
        if (present++ == 0) {
            firstMillis = millisClock.getAsLong();
        }
        if (present == all) {
            tookMillis = millisClock.getAsLong() - firstMillis;
        }
    }

    synchronized void left() {
        present--;
    }

    synchronized int present() {
        return present;
    }

    /** Returns how long all took when they were there last, counted from the first after there was none. */
    synchronized long tookMillis() {
        return tookMillis;
    }
}
