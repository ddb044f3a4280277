package org.mesophyll.master.logs;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Tenants written; // guarded by this, like the next
    private final Tenants onlyRead;

    /**
     * Makes no log yet.
     *
     * @param mostLines how many lines a log keeps
     * @param mostTenants of how many tenants; that of who has logged longest ago goes first, and no reading makes one go
     */
    public ScriptLogs(int mostLines, int mostTenants, Clock clock) {
        this.mostLines = mostLines;
        this.clock = clock;
        Instant now = clock.instant();
        // Numbers go on growing when the master starts again, because no master writes a million lines a second.
        this.lastNumber = new AtomicLong(TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli()));
        this.written = new Tenants(mostTenants);
        this.onlyRead = new Tenants(mostTenants);
    }

    /** Keeps a line of a tenant's script. */
    public void add(TenantId tenant, String line) {
        logToWrite(tenant).add(line); // without the lock: readers who waited for it read the log
    }

    /** Returns a tenant's log, to be read; an empty one if it has logged nothing lately. */
    public synchronized ScriptLog of(TenantId tenant) {
        ScriptLog there = written.get(tenant);
        return there == null ? onlyRead.computeIfAbsent(tenant, key -> newLog()) : there;
    }

    /** Makes a log of its own, for what is to be kept with a job. */
    public ScriptLog newLog() {
        return new ScriptLog(mostLines, lastNumber, clock);
    }

    /**
     * Returns those of a job's stored lines that come after a number. A number that neither they nor any line of this master has
     * reached is that of an earlier master, whose clock was ahead: all lines came after it.
     */
    public ScriptLog.Page after(ScriptLog.Page stored, long number) {
        List<ScriptLine> lines = stored.lines();
        boolean isAhead = number > lastNumber.get()
                && !lines.isEmpty()
                && number > lines.get(lines.size() - 1).number();
        return isAhead ? new ScriptLog.Page(lines, true) : stored.after(number);
    }

    private synchronized ScriptLog logToWrite(TenantId tenant) {
        ScriptLog log = written.remove(tenant); // and in again, as the youngest
        if (log == null) {
            log = onlyRead.remove(tenant);
        }
        if (log == null) {
            log = newLog();
        }
        written.put(tenant, log);
        return log;
    }

    /** Logs of so many tenants at most; the one that was put in first goes first. */
    private static final class Tenants extends LinkedHashMap<TenantId, ScriptLog> {
        private static final long serialVersionUID = 1L;

        private final int most;

        private Tenants(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, ScriptLog> eldest) {
            return size() > most;
        }
    }
}
