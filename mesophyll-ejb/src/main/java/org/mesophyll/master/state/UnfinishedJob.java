package org.mesophyll.master.state;

import java.time.Duration;
import org.mesophyll.protocol.TenantId;

/**
 * What has to be known of a job until it starts.
 *
 * @param timeout how long it may take, the wait for its worker included
 * @param bytes about how much memory its code and its event take
 */
public record UnfinishedJob(JobId id, TenantId tenant, Duration timeout, long bytes) {
    /** Returns what has to be known of a job that was just made. */
    public static UnfinishedJob of(Job job) {
        long bytes = job.code().length() + (long) job.encodedEvent().length;
        return new UnfinishedJob(job.id(), job.tenant(), job.timeout(), bytes);
    }
}
