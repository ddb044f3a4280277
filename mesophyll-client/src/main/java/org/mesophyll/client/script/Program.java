package org.mesophyll.client.script;

import java.util.List;
import java.util.Set;

/**
 * What a tenant has programmed, and what its scripts may do.
 *
 * @param scripts loaded in this order
 * @param events the names of the events that reach the tenant
 */
public record Program(List<Script> scripts, Set<String> events, Set<Capability> capabilities) {
    /** What reaches a tenant that has not said otherwise. */
    public static final Set<String> DEFAULT_EVENTS =
            Set.of("INTERACTION_CREATE", "WebGetSettings", "WebExecuteSetting");

    public Program {
        scripts = List.copyOf(scripts);
        events = Set.copyOf(events);
        capabilities = Set.copyOf(capabilities);
    }

    /** Says whether a machine that has loaded the one program will do for the other. */
    boolean loadsAs(Program other) {
        return scripts.equals(other.scripts) && capabilities.equals(other.capabilities);
    }
}
