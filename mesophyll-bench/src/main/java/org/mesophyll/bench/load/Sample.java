package org.mesophyll.bench.load;

import java.time.Duration;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.process.CpuUse;
import org.mesophyll.bench.process.Side;

/**
 * One cell, measured once.
 *
 * @param round which round it belongs to, from 1
 * @param cell what was measured
 * @param figures what the master measured
 * @param cpu processor time from just before the run to just after it
 */
record Sample(int round, Cell cell, RunFigures figures, CpuUse cpu) {

    /** Returns the processor time of the master for each dispatch, in microseconds; NaN when there was none. */
    double masterMicrosPerRequest() {
        return perRequest(cpu.of(Side.REQUESTER));
    }

    /** Returns the processor time of the workers for each dispatch, in microseconds; NaN when there was none. */
    double workersMicrosPerRequest() {
        return perRequest(cpu.of(Side.RESPONDER));
    }

    /** Returns whether every dispatch ended well. */
    boolean isClean() {
        return figures.mismatches() == 0 && figures.failures().isEmpty();
    }

    private double perRequest(Duration time) {
        return figures.total() == 0 ? Double.NaN : time.toNanos() / 1e3 / figures.total();
    }
}
