package org.mesophyll.master.state;

import java.util.List;
import org.mesophyll.protocol.state.PartialGlobalKv;

/**
 * Some global entries for the staff.
 *
 * @param entries in their order
 * @param more whether others follow
 */
public record GlobalKvPage(List<PartialGlobalKv> entries, boolean more) {
    public GlobalKvPage {
        entries = List.copyOf(entries);
    }
}
