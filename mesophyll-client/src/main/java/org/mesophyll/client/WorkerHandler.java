package org.mesophyll.client;

import java.util.Set;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * Does what a master asks of a worker.
 *
 * <p>Calls for different tenants come at the same time on the worker's threads, calls for one tenant one after the other
 * in the order in which the master sent them. A call may block. What it throws becomes the answer: the reason of a
 * {@link WorkerRefusal}, or a constant one for anything else, which is logged. A call's thread is interrupted if the client
 * is closed and the call does not end within the close time-out.
 */
@FunctionalInterface
public interface WorkerHandler {
    /**
     * Handles an event of a tenant.
     *
     * @return what the one who asked gets; goes nowhere if nobody asked
     */
    Value onEvent(TenantId tenant, Event event) throws Exception;

    /**
     * Runs a script for a tenant; a worker that does not say otherwise refuses.
     *
     * @param name what errors call the script
     * @param code its source
     * @param event what the script may look at
     */
    default Value onScript(TenantId tenant, String name, String code, Event event) throws Exception {
        throw new WorkerRefusal("this worker runs no scripts");
    }

    /**
     * Runs a script for a tenant, and may stop it when nobody waits for it any more, and tell what it logs; a worker that does not
     * say otherwise runs it to its end and tells nothing.
     *
     * @param call tells of the one and takes the other, if the master speaks version 2
     */
    default Value onScript(TenantId tenant, String name, String code, Event event, ScriptCall call) throws Exception {
        return onScript(tenant, name, code, event);
    }

    /**
     * Hears that a tenant is to be dropped, before the calls that came for it earlier have ended: a chance to stop them.
     * {@link #onDrop} follows in the tenant's turn, or {@link #onDropRefused} at once. On the thread that reads the connection;
     * must not block or throw.
     */
    default void onDropAsked(TenantId tenant) {}

    /** Hears that a drop is not to come after all, for too much waits already; as {@link #onDropAsked}. */
    default void onDropRefused(TenantId tenant) {}

    /**
     * Hears that what a tenant has programmed, may do or wants to hear of may have changed. On the thread that reads the connection;
     * must not block or throw. A notice may be lost with its connection, and comes only from a master that speaks version 2.
     */
    default void onTenantChanged(TenantId tenant) {}

    /** Hears that a global entry, or who gets it, has changed; as {@link #onTenantChanged}. */
    default void onGlobalChanged(GlobalKvName entry) {}

    /**
     * Returns the languages whose scripts this worker runs, by their names in lower case such as {@code lua}; none if it does not
     * say, and then it is asked to run any.
     */
    default Set<String> languages() {
        return Set.of();
    }

    /** Drops what is kept for a tenant; a worker that does not say otherwise keeps nothing, and says so with null. */
    default Value onDrop(TenantId tenant) throws Exception {
        return Value.ofNull();
    }
}
