package org.mesophyll.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Reads the processor time of the measured processes, and of the machine from {@code /proc/stat}, to a hundredth of a second. */
public final class CpuClock {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int COUNTED = 8;

    /** The unit of {@code /proc/stat}, USER_HZ, is a hundredth of a second on every Linux that runs Java 17. */
    private static final Duration TICK = Duration.ofMillis(10);

    private final Map<Side, ProcessHandle> processes;
    private final LongSupplier nanoClock;

    public CpuClock(Map<Side, ProcessHandle> processes, LongSupplier nanoClock) {
        this.processes = Map.copyOf(processes);
        this.nanoClock = nanoClock;
    }

    /**
     * What had passed at one moment.
     *
     * @param nanos the clock that elapsed time is taken from
     * @param bySide processor time of the measured processes so far
     * @param machine processor time of everything so far
     */
    public record Reading(long nanos, Map<Side, Duration> bySide, Duration machine) {

        public Reading {
            bySide = Map.copyOf(bySide);
        }

        /** Returns what passed since an earlier reading of the same clock. */
        public CpuUse since(Reading earlier) {
            Map<Side, Duration> used = new EnumMap<>(Side.class);
            Duration others = machine.minus(earlier.machine);
            for (Map.Entry<Side, Duration> side : bySide.entrySet()) {
                Duration ofSide = side.getValue().minus(earlier.bySide.getOrDefault(side.getKey(), Duration.ZERO));
                used.put(side.getKey(), ofSide);
                others = others.minus(ofSide);
            }
            return new CpuUse(
                    used, others.isNegative() ? Duration.ZERO : others, Duration.ofNanos(nanos - earlier.nanos));
        }
    }

    /**
     * Looks at the clocks.
     *
     * @throws IOException when the system does not tell, or one of the processes has ended
     */
    public Reading read() throws IOException {
        Duration machine = busy(Files.readString(MACHINE));
        Map<Side, Duration> bySide = new EnumMap<>(Side.class);
        for (Map.Entry<Side, ProcessHandle> process : processes.entrySet()) {
            bySide.put(process.getKey(), cpuOf(process.getValue(), process.getKey()));
        }
        return new Reading(nanoClock.getAsLong(), bySide, machine);
    }

    /**
     * Adds up what processors did other than idle.
     *
     * @param stat the text of {@code /proc/stat}; its first line counts user, nice, system, idle, I/O wait, interrupts,
     *     soft interrupts and stolen time (proc(5))
     */
    static Duration busy(String stat) throws IOException {
        String[] words = stat.lines().findFirst().orElse("").trim().split("\\s+", -1);
        if (!words[0].toLowerCase(Locale.ROOT).equals("cpu") || words.length <= COUNTED) {
            throw new IOException(MACHINE + " does not start with the processors' times");
        }
        long[] ticks = Stream.of(words)
                .skip(1)
                .limit(COUNTED)
                .mapToLong(Long::parseLong)
                .toArray();
        long busy = 0;
        for (int i = 0; i < ticks.length; i++) {
            busy += i == IDLE || i == IO_WAIT ? 0 : ticks[i];
        }
        return TICK.multipliedBy(busy);
    }

    private static Duration cpuOf(ProcessHandle process, Side side) throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("the processor time of the "
                        + side.name().toLowerCase(Locale.ROOT) + " (process " + process.pid() + ") cannot be read"));
    }
}
