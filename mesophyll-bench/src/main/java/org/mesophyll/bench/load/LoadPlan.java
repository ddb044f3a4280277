package org.mesophyll.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.mesophyll.bench.inside.RunMode;
import org.mesophyll.bench.inside.RunRequest;
import org.mesophyll.launcher.ServerKind;

/**
 * What to measure, and on what.
 *
 * @param kind the server
 * @param home the unpacked or provisioned server; only read
 * @param ear the EAR that ships; only read
 * @param directory for everything that is written, made when it is missing
 * @param port the server's HTTP port
 * @param serverOptions options for the server's JVM
 * @param workerOptions options for the workers' JVM
 * @param mode what is dispatched
 * @param cells what to measure, at least one
 * @param tenants of each worker
 * @param rounds how often each cell is measured, in turn with the others
 * @param warmup how long the cell with the most outstanding requests runs before the first round, unmeasured
 * @param leadIn how long each cell runs before it is measured
 * @param measured how long each cell is measured
 */
record LoadPlan(
        ServerKind kind,
        Path home,
        Path ear,
        Path directory,
        int port,
        List<String> serverOptions,
        List<String> workerOptions,
        RunMode mode,
        List<Cell> cells,
        int tenants,
        int rounds,
        Duration warmup,
        Duration leadIn,
        Duration measured) {

    LoadPlan {
        serverOptions = List.copyOf(serverOptions);
        workerOptions = List.copyOf(workerOptions);
        cells = List.copyOf(cells);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to measure");
        }
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds is " + rounds + ", the least is 1");
        }
    }

    /** Returns how many workers connect: as many as the largest cell needs. */
    int mostWorkers() {
        return cells.stream().mapToInt(Cell::workers).max().orElseThrow();
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
                mode, cell.workers(), cell.outstanding(), cell.payload(), tenants, Duration.ZERO, duration);
    }
}
