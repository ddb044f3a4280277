package org.mesophyll.client.script;

import java.util.Set;
import org.mesophyll.protocol.TenantId;

/** Says what a tenant's scripts may call. */
@FunctionalInterface
public interface HostApis {
    /** Returns what a new machine of a tenant offers its scripts. */
    HostApi of(TenantId tenant, Set<Capability> capabilities);
}
