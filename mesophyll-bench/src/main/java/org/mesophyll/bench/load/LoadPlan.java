package org.mesophyll.bench.load;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.WorkersPlan;

/**
 * What to measure, and on what.
 *
 * @param master the server and the EAR
 * @param workers what is connected to it
 * @param mode what is dispatched
 * @param cells what to measure, at least one
 * @param tenants of each worker
 * @param rounds how often each cell is measured, in turn with the others
 * @param warmup how long the cell with the most outstanding requests runs before the first round, unmeasured
 * @param leadIn how long each cell runs before it is measured
 * @param measured how long each cell is measured
 */
record LoadPlan(
        MasterPlan master,
        WorkersPlan workers,
        RunMode mode,
        List<Cell> cells,
        int tenants,
        int rounds,
        Duration warmup,
        Duration leadIn,
        Duration measured) {

    LoadPlan {
        cells = List.copyOf(cells);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to measure");
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds is " + rounds + ", the least is 1");
        }
    }

    /** Returns how many workers connect. */
    int mostWorkers() {
        return workers.count();
    }

    /** Returns the run that warms master and workers up. */
    RunRequest warmupRun() {
        Cell busiest = cells.stream()
                .max(Comparator.comparingLong(cell -> (long) cell.workers() * cell.outstanding()))
                .orElseThrow();
        return run(busiest, warmup);
    }

    /** Returns the run that is measured. */
    RunRequest run(Cell cell) {
        return run(cell, measured);
    }

    /** Returns the run whose figures nobody looks at, before the one that is measured. */
    RunRequest leadInRun(Cell cell) {
        return run(cell, leadIn);
    }

    private RunRequest run(Cell cell, Duration duration) {
        return new RunRequest(
                mode,
                0,
                cell.workers(),
                cell.outstanding(),
                cell.payload(),
                cell.payload(),
                tenants,
                Duration.ZERO,
                duration);
    }
}
