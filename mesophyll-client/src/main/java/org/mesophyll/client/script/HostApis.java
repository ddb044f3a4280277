package org.mesophyll.client.script;

import java.util.Set;
import java.util.function.Consumer;
import org.mesophyll.protocol.TenantId;

/** Says what a tenant's scripts may call. */
@FunctionalInterface
public interface HostApis {
    /**
     * Returns what a new machine of a tenant offers its scripts.
     *
     * @param log takes lines that the machine's scripts log; for whoever runs a call
     */
    HostApi of(TenantId tenant, Set<Capability> capabilities, Consumer<String> log);
}
