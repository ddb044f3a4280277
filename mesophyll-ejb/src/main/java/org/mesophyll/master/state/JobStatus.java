package org.mesophyll.master.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;

/**
 * A job without its code and event: who asked for what, and how far it has come.
 *
 * @param by who asked for it
 * @param name what errors call the script
 * @param timeout how long it may take, the wait for its worker included
 * @param language what it is written in, or null if that was not said
 * @param runAgain whether it is run again if the master ends while it runs
 * @param progress with the result only where the method that returned this says so
 */
public record JobStatus(
        JobId id,
        TenantId tenant,
        String by,
        String name,
        Duration timeout,
        @Nullable String language,
        boolean runAgain,
        Job.Progress progress) {
    /** Tells nothing of the result, which does not belong into logs. */
    @Override
    public String toString() {
        return "JobStatus[" + id + ", " + tenant + ", " + progress.state() + "]";
    }
}
