package org.mesophyll.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Reads the processor time of two processes, and of the machine from {@code /proc/stat}, to a hundredth of a second. */
final class CpuClock {

    private static final Path MACHINE = Path.of("/proc/stat");
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int COUNTED = 8;

    /** The unit of {@code /proc/stat}, USER_HZ, is a hundredth of a second on every Linux that runs Java 17. */
    private static final Duration TICK = Duration.ofMillis(10);

    private final ProcessHandle master;
    private final ProcessHandle workers;
    private final LongSupplier nanoClock;

    CpuClock(ProcessHandle master, ProcessHandle workers, LongSupplier nanoClock) {
        this.master = master;
        this.workers = workers;
        this.nanoClock = nanoClock;
    }

    /**
     * What had passed at one moment.
     *
     * @param nanos the clock that elapsed time is taken from
     * @param master processor time of the server so far
     * @param workers processor time of the workers so far
     * @param machine processor time of everything so far
     */
    record Reading(long nanos, Duration master, Duration workers, Duration machine) {

        /** Returns what passed since an earlier reading. */
        CpuUse since(Reading earlier) {
            Duration ofMaster = master.minus(earlier.master);
            Duration ofWorkers = workers.minus(earlier.workers);
            Duration others = machine.minus(earlier.machine).minus(ofMaster).minus(ofWorkers);
            return new CpuUse(
                    ofMaster,
                    ofWorkers,
                    others.isNegative() ? Duration.ZERO : others,
                    Duration.ofNanos(nanos - earlier.nanos));
        }
    }

    /**
     * Looks at the clocks.
     *
     * @throws IOException when the system does not tell, or one of the processes has ended
     */
    Reading read() throws IOException {
        Duration machine = busy(Files.readString(MACHINE));
        return new Reading(nanoClock.getAsLong(), cpuOf(master, "server"), cpuOf(workers, "workers"), machine);
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

    private static Duration cpuOf(ProcessHandle process, String name) throws IOException {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IOException("the processor time of the " + name + " cannot be read"));
    }
}
