package org.mesophyll.client.script;

import java.util.Set;
import org.mesophyll.protocol.TenantId;

/** Knows what tenants have programmed. All methods may block, and are called by many threads. */
public interface ProgramSource {
    /** What reaches a tenant that has not said otherwise. */
    Set<String> USUAL_EVENTS = Set.of("INTERACTION_CREATE", "WebGetSettings", "WebExecuteSetting");

    /**
     * Returns the names of the events that reach a tenant. Called for every event, so it answers from memory almost always.
     *
     * @throws HostRefusal if it cannot be had now
     */
    Set<String> eventsOf(TenantId tenant) throws HostRefusal, InterruptedException;

    /**
     * Returns the worker's tenants that have said that they want an event. Asks the master every time.
     *
     * @throws HostRefusal if it cannot be had now
     */
    Set<TenantId> tenantsWanting(String event) throws HostRefusal, InterruptedException;

    /**
     * Returns a tenant's program as it is now; one without scripts for a tenant that has none.
     *
     * @throws HostRefusal if it cannot be had now
     */
    Program programOf(TenantId tenant) throws HostRefusal, InterruptedException;

    /** Marks the events that reach a tenant as changed; must not block. */
    void forgetEvents(TenantId tenant);
}
