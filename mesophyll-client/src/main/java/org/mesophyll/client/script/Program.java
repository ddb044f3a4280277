package org.mesophyll.client.script;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;

/**
 * What a tenant has programmed, and what its scripts may do.
 *
 * @param scripts loaded in this order
 * @param used the global entries that it uses, or would if it could
 * @param defect why not all of it can be had, or null; it handles no events then
 */
public record Program(
        List<Script> scripts,
        Set<Capability> capabilities,
        Set<GlobalKvName> used,
        @Nullable String defect) {
    /** Makes a program that uses no global entries. */
    public Program(List<Script> scripts, Set<Capability> capabilities) {
        this(scripts, capabilities, Set.of(), null);
    }

    public Program {
        used = Set.copyOf(used);
        scripts = List.copyOf(scripts);
        capabilities = Set.copyOf(capabilities);
    }
}
