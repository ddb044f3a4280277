package org.mesophyll.master.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;

/**
 * The states that were used last, encoded, up to a number of bytes. A state is kept only if nobody has written it since it was asked
 * for, so that what is found here is what the database holds, as long as one master at a time uses it.
 *
 * <p>Safe for use by any number of threads; never blocks for long.
 */
final class TenantStateMemory {
    private static final int ENTRY_BYTES = 200; // of the map, the key and the array's head, roughly
    private static final int STRIPES = 1024;

    /** How long a state is read from the database after a write that may still be committed. */
    private static final long DOUBT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long mostBytes;
    private final LongSupplier nanoClock;
    private final Object lock = new Object();
    private final Map<TenantId, Entry> entries =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by lock; last used last
    private final long[] stamps = new long[STRIPES]; // guarded by lock: a number that each write of the stripe changes
    private final long[] doubtUntilNanos = new long[STRIPES]; // guarded by lock
    private long bytes; // guarded by lock

    /** What is known of a tenant. */
    static final class Entry {
        private final byte @Nullable [] content; // null if the tenant has no state

        private Entry(byte @Nullable [] content) {
            this.content = content;
        }

        /** Returns the state, if the tenant has one; not to be changed. */
        Optional<byte[]> content() {
            return Optional.ofNullable(content);
        }

        private long bytes() {
            return (long) ENTRY_BYTES + (content == null ? 0 : content.length);
        }
    }

    TenantStateMemory(long mostBytes, LongSupplier nanoClock) {
        this.mostBytes = mostBytes;
        this.nanoClock = nanoClock;
        Arrays.fill(doubtUntilNanos, nanoClock.getAsLong());
    }

    /** Returns what is known of the tenant, or null if nothing is known, not even that it has no state. */
    @Nullable Entry find(TenantId tenant) {
        synchronized (lock) {
            return entries.get(tenant);
        }
    }

    /** Begins to read a tenant's state; returns the stamp for {@link #endRead}. */
    long beginRead(TenantId tenant) {
        synchronized (lock) {
            return stamps[stripe(tenant)];
        }
    }

    /** Keeps what was read, unless a write has begun or ended meanwhile. */
    void endRead(TenantId tenant, long stamp, byte @Nullable [] content) {
        synchronized (lock) {
            int stripe = stripe(tenant);
            if (stamps[stripe] == stamp && nanoClock.getAsLong() - doubtUntilNanos[stripe] >= 0) {
                keep(tenant, new Entry(content));
            }
        }
    }

    /** Begins to write a tenant's state; returns the stamp for {@link #endWrite}. */
    long beginWrite(TenantId tenant) {
        synchronized (lock) {
            return ++stamps[stripe(tenant)];
        }
    }

    /** Keeps what was written, unless another write of the stripe was under way at the same time: then nobody knows which stays. */
    void endWrite(TenantId tenant, long stamp, byte[] content) {
        synchronized (lock) {
            int stripe = stripe(tenant);
            boolean isAlone = stamps[stripe] == stamp;
            stamps[stripe]++;
            if (isAlone && nanoClock.getAsLong() - doubtUntilNanos[stripe] >= 0) {
                keep(tenant, new Entry(content));
            } else {
                remove(tenant);
            }
        }
    }

    /**
     * Forgets the tenant's state after a write that failed.
     *
     * @param inDoubt whether it may still be committed
     */
    void endFailedWrite(TenantId tenant, boolean inDoubt) {
        synchronized (lock) {
            int stripe = stripe(tenant);
            stamps[stripe]++;
            if (inDoubt) {
                doubtUntilNanos[stripe] = nanoClock.getAsLong() + DOUBT_NANOS;
                entries.keySet().stream()
                        .filter(known -> stripe(known) == stripe)
                        .toList()
                        .forEach(this::remove);
            }
            remove(tenant);
        }
    }

    /** Returns how many bytes are in use. */
    long bytes() {
        synchronized (lock) {
            return bytes;
        }
    }

    // called with the lock held, like all below
    private void keep(TenantId tenant, Entry entry) {
        remove(tenant);
        if (entry.bytes() > mostBytes) {
            return;
        }
        entries.put(tenant, entry);
        bytes += entry.bytes();
        Iterator<Entry> eldest = entries.values().iterator();
        while (bytes > mostBytes) {
            bytes -= eldest.next().bytes();
            eldest.remove();
        }
    }

    private void remove(TenantId tenant) {
        Entry known = entries.remove(tenant);
        if (known != null) {
            bytes -= known.bytes();
        }
    }

    private static int stripe(TenantId tenant) {
        int hash = tenant.hashCode();
        return (hash ^ (hash >>> 16)) & (STRIPES - 1);
    }
}
