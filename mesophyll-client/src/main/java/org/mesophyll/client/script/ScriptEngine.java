package org.mesophyll.client.script;

import org.mesophyll.protocol.TenantId;

/**
 * Runs scripts of one language. Found by {@link java.util.ServiceLoader}; safe for use by any number of threads.
 *
 * <p>A script reaches nothing but its own machine and what the {@link HostApi} offers: no file, no socket, no class, no
 * other tenant.
 */
public interface ScriptEngine {
    /** Returns the language's name in lower case, such as {@code lua} or {@code javascript}. */
    String language();

    /**
     * Says whether {@link ScriptVm#stop} may take long, or for ever, to end a call: such calls are made on threads that can be given up.
     */
    default boolean mayResistStopping() {
        return false;
    }

    /**
     * Makes a machine for a tenant, without any script yet. Ready within milliseconds.
     *
     * @param host what scripts may call
     * @param limits what the machine holds scripts to
     */
    ScriptVm open(TenantId tenant, HostApi host, VmLimits limits);
}
