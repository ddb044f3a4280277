package org.mesophyll.protocol;

/** Says which worker owns which tenant ({@code docs/protocol.md}, section 1). */
public final class Sharding {
    private static final int TIMESTAMP_SHIFT = 22;

    private Sharding() {}

    /** Returns the worker that owns a tenant: {@code (id >>> 22) mod workers}, the same for both kinds. */
    public static WorkerId ownerOf(TenantId tenant, WorkerCount workers) {
        return new WorkerId((int) ((tenant.id() >>> TIMESTAMP_SHIFT) % workers.value()));
    }
}
