package org.mesophyll.master;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.Typed;
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
 * The dispatcher as an EJB, for those who look one up: no lock, no transaction, only the way to the running master. Who has
 * CDI inject the dispatcher gets the master's own, without a container's interceptors ({@link MasterParts}).
 */
@Singleton(name = "Dispatcher")
@Local(Dispatcher.class)
@Typed
@DependsOn("MasterLifecycle")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DispatcherBean implements Dispatcher {
    @EJB
    private MasterLifecycle lifecycle;

    @Override
    public Dispatch dispatch(TenantId tenant, Event event) {
        return dispatcher().dispatch(tenant, event);
    }

    @Override
    public Dispatch dispatch(TenantId tenant, Event event, Duration timeout) {
        return dispatcher().dispatch(tenant, event, timeout);
    }

    @Override
    public DispatchOutcome dispatchAndWait(TenantId tenant, Event event, Duration timeout) {
        return dispatcher().dispatchAndWait(tenant, event, timeout);
    }

    @Override
    public SendOutcome dispatchWithoutAnswer(TenantId tenant, Event event) {
        return dispatcher().dispatchWithoutAnswer(tenant, event);
    }

    @Override
    public Dispatch runScript(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return dispatcher().runScript(tenant, name, code, event, timeout);
    }

    @Override
    public Dispatch runScript(
            TenantId tenant, String name, String code, Event event, Duration timeout, Consumer<String> lines) {
        return dispatcher().runScript(tenant, name, code, event, timeout, lines);
    }

    @Override
    public DispatchOutcome runScriptAndWait(TenantId tenant, String name, String code, Event event, Duration timeout) {
        return dispatcher().runScriptAndWait(tenant, name, code, event, timeout);
    }

    @Override
    public Dispatch drop(TenantId tenant, Duration timeout) {
        return dispatcher().drop(tenant, timeout);
    }

    @Override
    public DispatchOutcome dropAndWait(TenantId tenant, Duration timeout) {
        return dispatcher().dropAndWait(tenant, timeout);
    }

    @Override
    public CompletionStage<Map<WorkerId, DispatchOutcome>> broadcast(TenantId tenant, Event event, Duration timeout) {
        return dispatcher().broadcast(tenant, event, timeout);
    }

    @Override
    public Map<WorkerId, DispatchOutcome> broadcastAndWait(TenantId tenant, Event event, Duration timeout) {
        return dispatcher().broadcastAndWait(tenant, event, timeout);
    }

    @Override
    public WorkerId ownerOf(TenantId tenant) {
        return dispatcher().ownerOf(tenant);
    }

    @Override
    public List<WorkerStatus> workers() {
        return dispatcher().workers();
    }

    @Override
    public Optional<WorkerStatus> worker(WorkerId worker) {
        return dispatcher().worker(worker);
    }

    private Dispatcher dispatcher() {
        return lifecycle.started().dispatcher();
    }
}
