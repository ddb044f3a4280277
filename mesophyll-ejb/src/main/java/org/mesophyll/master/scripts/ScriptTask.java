package org.mesophyll.master.scripts;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.Job;
import org.mesophyll.master.state.JobId;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;

/**
 * A script to run for a tenant.
 *
 * @param id names it in the audit log, and as a job
 * @param by who asked for it, such as {@code operator:admin}
 * @param name what errors call the script
 * @param code its source
 * @param event what the script may look at
 * @param timeout how long it may take, the wait for the tenant's worker to connect included
 * @param language what it is written in, by its name in lower case, or null if that is not said
 */
public record ScriptTask(
        JobId id,
        String by,
        TenantId tenant,
        String name,
        String code,
        Event event,
        Duration timeout,
        @Nullable String language) {
    /**
     * Returns a job that runs it.
     *
     * @throws IllegalArgumentException if it is larger than a job may be, or has characters that no database keeps
     */
    public Job job(boolean runAgain, Instant now) {
        return new Job(id, tenant, by, name, code, event, timeout, language, runAgain, Job.Progress.made(now));
    }

    /** Tells nothing of the code, which does not belong into logs. */
    @Override
    public String toString() {
        return "ScriptTask[" + id + ", " + tenant + "]";
    }
}
