package org.mesophyll.bench.process;

import java.time.Duration;
import java.util.Map;

/**
 * Processor time that passed between two looks.
 *
 * @param bySide of the processes that are measured; a side that there is not is missing
 * @param others of everything else on the machine, this tool included
 * @param elapsed how much time passed
 */
public record CpuUse(Map<Side, Duration> bySide, Duration others, Duration elapsed) {

    public CpuUse {
        bySide = Map.copyOf(bySide);
    }

    /** Returns what one side took; nothing if there is no such side. */
    public Duration of(Side side) {
        return bySide.getOrDefault(side, Duration.ZERO);
    }

    /** Returns what all sides took. */
    public Duration total() {
        return bySide.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Returns how many processors everything else kept busy on average; what disturbs a measurement. */
    public double otherProcessors() {
        return others.toNanos() / (double) elapsed.toNanos();
    }
}
