package org.mesophyll.client.script;

import java.util.List;
import java.util.Set;

/**
 * What a tenant has programmed.
 *
 * @param scripts loaded in this order
 * @param events the names of the events that reach the tenant
 */
public record Program(List<Script> scripts, Set<String> events) {
    /** What reaches a tenant that has not said otherwise. */
    public static final Set<String> DEFAULT_EVENTS =
            Set.of("INTERACTION_CREATE", "WebGetSettings", "WebExecuteSetting");

    public Program {
        scripts = List.copyOf(scripts);
        events = Set.copyOf(events);
    }
}
