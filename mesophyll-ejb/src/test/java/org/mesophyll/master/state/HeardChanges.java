package org.mesophyll.master.state;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;

/** Remembers the changes that it heard of: tenants, and names of global entries. */
final class HeardChanges implements ChangeListener {
    private final Queue<Object> heard = new ConcurrentLinkedQueue<>();

    @Override
    public void onTenant(TenantId tenant) {
        heard.add(tenant);
    }

    @Override
    public void onGlobal(GlobalKvName entry) {
        heard.add(entry);
    }

    /** Returns what it has heard since the last call. */
    List<Object> take() {
        List<Object> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }
}
