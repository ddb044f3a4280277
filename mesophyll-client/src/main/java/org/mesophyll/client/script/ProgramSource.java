package org.mesophyll.client.script;

import org.mesophyll.protocol.TenantId;

/** Knows what tenants have programmed. */
@FunctionalInterface
public interface ProgramSource {
    /**
     * Returns a tenant's program as it is now; one without scripts for a tenant that has none. May block.
     *
     * @throws HostRefusal if it cannot be had now, or is not one
     */
    Program programOf(TenantId tenant) throws HostRefusal, InterruptedException;
}
