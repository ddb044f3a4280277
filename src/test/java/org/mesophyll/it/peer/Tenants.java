package org.mesophyll.it.peer;

import org.mesophyll.it.TestServer;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;

/** Tenants of a given worker, on a server of {@link TestServer#spec}. */
public final class Tenants {
    private static final int TIMESTAMP_SHIFT = 22;

    private Tenants() {}

    /**
     * Returns a guild that a worker owns.
     *
     * @param number tells the worker's guilds apart, from 0
     */
    public static TenantId guildOf(int worker, int number) {
        TenantId tenant = TenantId.guild(((long) worker << TIMESTAMP_SHIFT) + number);
        if (Sharding.ownerOf(tenant, new WorkerCount(TestServer.WORKERS)).value() != worker) {
            throw new IllegalArgumentException("there is no worker " + worker + " among " + TestServer.WORKERS);
        }
        return tenant;
    }

    /** Returns a user that a worker owns; see {@link #guildOf}. */
    public static TenantId userOf(int worker, int number) {
        return TenantId.user(guildOf(worker, number).id());
    }
}
