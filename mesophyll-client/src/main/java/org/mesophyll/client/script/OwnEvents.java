package org.mesophyll.client.script;

import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;

/** Takes events that scripts dispatch to their own tenant. */
@FunctionalInterface
interface OwnEvents {
    /** How many events may lead to one another. */
    int MOST_DEEP = 8;

    /**
     * Has an event handled after what the tenant runs now; nobody hears the answer.
     *
     * @param depth how many events have led to it, at least 1
     * @return whether that will be
     */
    boolean dispatch(TenantId tenant, Event event, int depth);
}
