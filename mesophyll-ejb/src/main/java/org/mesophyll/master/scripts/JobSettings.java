package org.mesophyll.master.scripts;

import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.mesophyll.master.Setting;

/**
 * How jobs are kept.
 *
 * @param keep for how long after their end
 * @param mostUnfinished how many there may be that have not ended
 * @param mostRunningPerTenant how many of one tenant its worker may have at a time
 * @param mostRunningPerWorker how many a worker may have at a time
 */
public record JobSettings(Duration keep, int mostUnfinished, int mostRunningPerTenant, int mostRunningPerWorker) {
    private static final Setting<Duration> KEEP =
            Setting.duration("mesophyll.jobs.keep", Duration.ofDays(7), "How long a job is kept after its end.");
    private static final Setting<Integer> MOST_UNFINISHED =
            Setting.integer("mesophyll.jobs.max-unfinished", 10_000, "How many jobs there may be that have not ended.");

    private static final Setting<Integer> MOST_RUNNING_PER_TENANT = Setting.integer(
            "mesophyll.jobs.max-running-per-tenant",
            8,
            "How many jobs of one tenant its worker has at a time; the others wait at the master.");
    private static final Setting<Integer> MOST_RUNNING_PER_WORKER = Setting.integer(
            "mesophyll.jobs.max-running-per-worker",
            256,
            "How many jobs a worker has at a time; the others wait at the master.");

    /** Every setting of this record. */
    public static final List<Setting<?>> ALL =
            List.of(KEEP, MOST_UNFINISHED, MOST_RUNNING_PER_TENANT, MOST_RUNNING_PER_WORKER);

    private static final int MOST = 1 << 20;

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException if one is malformed or out of its range; the text names it and says what is allowed
     */
    public static JobSettings from(Config config) {
        return new JobSettings(
                Setting.read(KEEP, config, Duration.ofSeconds(1), Duration.ofDays(3650)),
                Setting.read(MOST_UNFINISHED, config, 1, MOST),
                Setting.read(MOST_RUNNING_PER_TENANT, config, 1, MOST),
                Setting.read(MOST_RUNNING_PER_WORKER, config, 1, MOST));
    }
}
