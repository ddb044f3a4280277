package org.mesophyll.client.script;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.StateException;
import org.mesophyll.protocol.TenantId;

/**
 * Which events reach each tenant, as it was asked for a while ago: those of the tenants that were used last, up to a number of bytes.
 * What cannot be had again is used on.
 *
 * <p>Safe for use by any number of threads; asks outside of the lock, so that no tenant waits for another's.
 */
final class KnownEvents {
    private static final int READS_PER_AGE = 100;
    private static final int ENTRY_BYTES = 256; // of the map, the key and the set, roughly
    private static final int NAME_BYTES = 80; // without its characters

    private final long ageNanos;
    private final long mostBytes;
    private final LongSupplier nanoClock;
    private final Object lock = new Object();
    private final Map<TenantId, Known> tenants =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by lock; last used last
    private long bytes; // guarded by lock

    /** What is known of a tenant; all fields are guarded by the lock. */
    private static final class Known {
        private @Nullable Set<String> events; // null until they have come once
        private long sinceNanos;
        private boolean forgotten; // set by notices, cleared before a read
        private long bytes = ENTRY_BYTES;
    }

    KnownEvents(Duration age, long mostBytes, LongSupplier nanoClock) {
        this.ageNanos = age.toNanos();
        this.mostBytes = mostBytes;
        this.nanoClock = nanoClock;
    }

    /**
     * Returns a tenant's events.
     *
     * @param read asks the master for them
     * @throws StateException if the master cannot be asked and they are not known, or the thread was interrupted
     */
    Set<String> of(TenantId tenant, Supplier<Set<String>> read) {
        Known known;
        long now = nanoClock.getAsLong();
        synchronized (lock) {
            known = entry(tenant);
            Set<String> events = known.events;
            if (events != null && now - known.sinceNanos < ageOf(known)) {
                return events;
            }
            known.forgotten = false;
        }
        Set<String> events;
        try {
            events = read.get();
        } catch (StateException e) {
            return useOn(known, now, e);
        }
        synchronized (lock) {
            keep(tenant, known, events, now);
        }
        return events;
    }

    /** Has a tenant's events read again, although at most a hundred times in the age. */
    void forget(TenantId tenant) {
        synchronized (lock) {
            Known known = tenants.get(tenant);
            if (known != null) {
                known.forgotten = true;
            }
        }
    }

    // called with the lock held, like all below but the next
    private Known entry(TenantId tenant) {
        Known known = tenants.get(tenant);
        if (known == null) {
            known = new Known();
            tenants.put(tenant, known);
            bytes += known.bytes;
            makeRoom();
        }
        return known;
    }

    /** Returns what was known; a master that cannot be reached is not asked for every event. */
    private Set<String> useOn(Known known, long now, StateException failure) {
        synchronized (lock) {
            Set<String> events = known.events;
            if (events == null || failure.reason() == StateException.Reason.INTERRUPTED) {
                throw failure;
            }
            known.sinceNanos = now;
            return events;
        }
    }

    private long ageOf(Known known) {
        return known.forgotten ? ageNanos / READS_PER_AGE : ageNanos;
    }

    private void keep(TenantId tenant, Known known, Set<String> events, long now) {
        known.events = events;
        known.sinceNanos = now;
        if (tenants.get(tenant) != known) { // room was made meanwhile
            return;
        }
        bytes -= known.bytes;
        known.bytes = ENTRY_BYTES;
        events.forEach(name -> known.bytes += NAME_BYTES + 2L * name.length());
        bytes += known.bytes;
        makeRoom();
    }

    private void makeRoom() {
        Iterator<Known> eldest = tenants.values().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            bytes -= eldest.next().bytes;
            eldest.remove();
        }
    }
}
