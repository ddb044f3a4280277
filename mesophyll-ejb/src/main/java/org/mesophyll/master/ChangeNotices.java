package org.mesophyll.master;

import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.master.state.ChangeListener;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;

/**
 * Tells workers of what has changed: a tenant's affairs to its owner, a global entry to all.
 *
 * <p>A worker of version 1, or one whose outbox is full, is not told; it finds out when it asks again.
 */
final class ChangeNotices implements ChangeListener {
    private final ConnectionRegistry registry;
    private final WorkerCount workers;

    ChangeNotices(ConnectionRegistry registry, WorkerCount workers) {
        this.registry = registry;
        this.workers = workers;
    }

    @Override
    public void onTenant(TenantId tenant) {
        byte[] notice = ServerMessage.CODEC.encode(new ServerMessage.TenantChanged(tenant));
        registry.find(Sharding.ownerOf(tenant, workers)).ifPresent(owner -> tell(owner, notice));
    }

    @Override
    public void onGlobal(GlobalKvName entry) {
        byte[] notice = ServerMessage.CODEC.encode(new ServerMessage.GlobalChanged(entry));
        registry.all().forEach(worker -> tell(worker, notice));
    }

    private static void tell(WorkerConnection worker, byte[] notice) {
        if (worker.takesNotices()) {
            var unused = worker.send(notice);
        }
    }
}
