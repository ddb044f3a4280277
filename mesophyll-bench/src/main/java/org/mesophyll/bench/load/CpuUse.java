package org.mesophyll.bench.load;

import java.time.Duration;

/**
 * Processor time that passed between two looks.
 *
 * @param master of the server's process
 * @param workers of the process with the workers
 * @param others of everything else on the machine, this tool included
 * @param elapsed how much time passed
 */
record CpuUse(Duration master, Duration workers, Duration others, Duration elapsed) {

    /** Returns how many processors everything else kept busy on average; what disturbs a measurement. */
    double otherProcessors() {
        return others.toNanos() / (double) elapsed.toNanos();
    }
}
