package org.mesophyll.client.script;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.protocol.TenantId;

/**
 * One tenant's lines in the worker's own log, by the logger {@code mesophyll.script}: {@value #MOST_A_SECOND} a second at most,
 * so that a script that logs in a loop fills nobody's disk. Confined to whoever has the tenant's turn.
 */
final class LineLog {
    static final int MOST_A_SECOND = 20;

    private final TenantId tenant;
    private final System.Logger log;
    private final LongSupplier nanoClock;
    private long secondBeganNanos;
    private int inSecond;
    private long leftOut; // since the last line that was logged

    LineLog(TenantId tenant, System.Logger log, LongSupplier nanoClock) {
        this.tenant = tenant;
        this.log = log;
        this.nanoClock = nanoClock;
        this.secondBeganNanos = nanoClock.getAsLong();
    }

    static LineLog of(TenantId tenant, LongSupplier nanoClock) {
        return new LineLog(tenant, System.getLogger("mesophyll.script"), nanoClock);
    }

    void add(String line) {
        long now = nanoClock.getAsLong();
        if (now - secondBeganNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondBeganNanos = now;
            inSecond = 0;
        }
        if (inSecond == MOST_A_SECOND) {
            leftOut++;
            return;
        }
        inSecond++;
        if (leftOut > 0) {
            long lines = leftOut;
            leftOut = 0;
            log.log(
                    Level.INFO,
                    () -> tenant + ": " + lines + " lines were left out here, the limit is " + MOST_A_SECOND
                            + " a second");
        }
        log.log(Level.INFO, () -> tenant + ": " + line);
    }
}
