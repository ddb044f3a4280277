package org.mesophyll.master.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.protocol.TenantId;

/**
 * Tenants that were refused for their quota a moment ago. Their writes are done by themselves, so that they fail nobody else's.
 *
 * <p>Safe for use by any number of threads.
 */
final class CrowdedTenants {
    private static final int MOST_TENANTS = 1000;
    private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;
    private final Map<TenantId, Long> untilNanos = new LinkedHashMap<>(); // guarded by this; the latest last
    private volatile boolean isEmpty = true; // spares the writes of all others the lock

    CrowdedTenants(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    void add(TenantId tenant) {
        synchronized (this) {
            untilNanos.remove(tenant);
            untilNanos.put(tenant, nanoClock.getAsLong() + MEMORY_NANOS);
            if (untilNanos.size() > MOST_TENANTS) {
                untilNanos.remove(untilNanos.keySet().iterator().next());
            }
            isEmpty = false;
        }
    }

    boolean contains(TenantId tenant) {
        if (isEmpty) {
            return false;
        }
        synchronized (this) {
            Long until = untilNanos.get(tenant);
            if (until != null && nanoClock.getAsLong() - until < 0) {
                return true;
            }
            untilNanos.remove(tenant);
            isEmpty = untilNanos.isEmpty();
            return false;
        }
    }
}
