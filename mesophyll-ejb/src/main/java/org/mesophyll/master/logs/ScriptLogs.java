package org.mesophyll.master.logs;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mesophyll.protocol.TenantId;

/**
 * A log for each tenant whose scripts have logged lately, and for each job. In memory only.
 *
 * <p>Safe for use by any number of threads; never blocks.
 */
public final class ScriptLogs {
    private final int mostLines;
    private final Clock clock;
    private final AtomicLong lastNumber;
    private final Map<TenantId, ScriptLog> logs; // guarded by itself

    /**
     * Makes no log yet.
     *
     * @param mostLines how many lines a log keeps
     * @param mostTenants of how many tenants; that of who has logged longest ago goes first
     */
    public ScriptLogs(int mostLines, int mostTenants, Clock clock) {
        this.mostLines = mostLines;
        this.clock = clock;
        Instant now = clock.instant();
        // So that numbers go on growing when the master starts anew, and a reader goes on where it was.
        this.lastNumber = new AtomicLong(TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli()));
        this.logs = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<TenantId, ScriptLog> eldest) {
                return size() > mostTenants;
            }
        };
    }

    /** Returns a tenant's log; an empty one if it has logged nothing lately. */
    public ScriptLog of(TenantId tenant) {
        synchronized (logs) {
            return logs.computeIfAbsent(tenant, key -> newLog());
        }
    }

    /** Makes a log of its own, for what is to be kept with a job. */
    public ScriptLog newLog() {
        return new ScriptLog(mostLines, lastNumber.get(), lastNumber::incrementAndGet, clock);
    }
}
