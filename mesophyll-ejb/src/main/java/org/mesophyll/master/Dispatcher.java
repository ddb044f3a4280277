package org.mesophyll.master;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/**
 * Brings tenants' events and scripts to the workers that own the tenants, and their answers back.
 *
 * <p>Inject it ({@code @Inject} or {@code @EJB}) into any component of the application. All methods may be called from any
 * thread. Each request ends in exactly one {@link DispatchOutcome}; what goes wrong on the way is an outcome, not an
 * exception.
 *
 * <p>Every method that takes a message throws {@link IllegalArgumentException} if the message, which is looked at once there
 * is a connection to send it over, is larger than {@code mesophyll.max-message-bytes} or nests deeper than the protocol
 * allows, and every method that takes a time-out if that is not positive or over {@code mesophyll.dispatch.max-timeout}.
 */
public interface Dispatcher {
    /** Dispatches an event and brings the answer back, within {@code mesophyll.dispatch.default-timeout}. */
    Dispatch dispatch(TenantId tenant, Event event);

    /** Dispatches an event and brings the answer back. */
    Dispatch dispatch(TenantId tenant, Event event, Duration timeout);

    /** Dispatches an event and waits for the outcome. */
    DispatchOutcome dispatchAndWait(TenantId tenant, Event event, Duration timeout);

    /** Dispatches an event that wants no answer; it is handled at most once. */
    SendOutcome dispatchWithoutAnswer(TenantId tenant, Event event);

    /**
     * Runs a script.
     *
     * @param name what errors call the script
     * @param code its source
     * @param event what the script may look at
     */
    default Dispatch runScript(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return runScript(tenant, name, code, event, timeout, line -> {});
    }

    /**
     * Runs a script and hears what it logs.
     *
     * @param name what errors call the script
     * @param code its source
     * @param event what the script may look at
     * @param lines called with each line that arrives before the outcome is known, on a thread that must not be blocked
     */
    Dispatch runScript(
            TenantId tenant, String name, String code, Event event, Duration timeout, Consumer<String> lines);

    /** Runs a script and waits for the outcome; see {@link #runScript}. */
    DispatchOutcome runScriptAndWait(TenantId tenant, String name, String code, Event event, Duration timeout);

    /** Has a tenant's virtual machine dropped. */
    Dispatch drop(TenantId tenant, Duration timeout);

    /** Has a tenant's virtual machine dropped and waits for the outcome. */
    DispatchOutcome dropAndWait(TenantId tenant, Duration timeout);

    /**
     * Dispatches an event to every connected worker.
     *
     * @param tenant in whose name
     * @return how it ended at each worker that was connected at the time of the call
     */
    CompletionStage<Map<WorkerId, DispatchOutcome>> broadcast(TenantId tenant, Event event, Duration timeout);

    /** Dispatches an event to every connected worker and waits for the outcomes; see {@link #broadcast}. */
    Map<WorkerId, DispatchOutcome> broadcastAndWait(TenantId tenant, Event event, Duration timeout);

    /** Returns the worker that owns a tenant, connected or not. */
    WorkerId ownerOf(TenantId tenant);

    /** Returns every worker that is registered or connected, by id. */
    List<WorkerStatus> workers();

    /** Returns one worker, if it is registered or connected. */
    Optional<WorkerStatus> worker(WorkerId worker);
}
