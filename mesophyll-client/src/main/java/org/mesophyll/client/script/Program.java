package org.mesophyll.client.script;

import java.util.List;
import java.util.Set;

/**
 * What a tenant has programmed, and what its scripts may do.
 *
 * @param scripts loaded in this order
 */
public record Program(List<Script> scripts, Set<Capability> capabilities) {
    public Program {
        scripts = List.copyOf(scripts);
        capabilities = Set.copyOf(capabilities);
    }
}
