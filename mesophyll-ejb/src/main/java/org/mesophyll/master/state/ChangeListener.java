package org.mesophyll.master.state;

import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;

/**
 * Hears of what workers may have to know about: after it is committed, and on the thread that did it. Must not block or throw.
 *
 * <p>A write of which nobody can say whether it was made, since the database failed, is not heard of.
 */
public interface ChangeListener {
    /** Hears of nothing. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void onTenant(TenantId tenant) {}

        @Override
        public void onGlobal(GlobalKvName entry) {}
    };

    /** What a tenant has programmed, may do or wants to hear of may have changed. */
    void onTenant(TenantId tenant);

    /** A global entry, or who gets it, has changed. */
    void onGlobal(GlobalKvName entry);
}
