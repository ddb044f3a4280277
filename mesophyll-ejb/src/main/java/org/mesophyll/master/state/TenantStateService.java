package org.mesophyll.master.state;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.TenantState;

/**
 * What tenants have told their workers to remember.
 *
 * <p>All of it is held in memory, read at the first call. What is returned has been committed: a set that fails never shows, and of
 * two at once the one that the database kept last stays. This holds while one master at a time uses the database.
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each throws {@link StateUnavailableException} if the
 * database does not do its part.
 */
public final class TenantStateService {
    private final Transactions transactions;
    private final Clock clock;
    private final WorkerCount workers;
    private final ChangeListener changes;

    private final Map<TenantId, Versioned> known = new ConcurrentHashMap<>();
    /** Tenants of whom a failed write does not say whether it was made. */
    private final Set<TenantId> doubtful = ConcurrentHashMap.newKeySet();

    private final Object loading = new Object();
    private volatile boolean loaded; // written under loading, once everything is known

    TenantStateService(Transactions transactions, Clock clock, WorkerCount workers, ChangeListener changes) {
        this.transactions = transactions;
        this.clock = clock;
        this.workers = workers;
        this.changes = changes;
    }

    /** Returns the states of the tenants that the worker owns; those that never set one have none. */
    public Map<TenantId, TenantState> ownedBy(WorkerId worker) {
        load();
        List.copyOf(doubtful).forEach(this::refresh);
        Map<TenantId, TenantState> owned = new HashMap<>();
        known.forEach((tenant, versioned) -> {
            if (Sharding.ownerOf(tenant, workers).equals(worker)) {
                owned.put(tenant, versioned.state());
            }
        });
        return Map.copyOf(owned);
    }

    /** Returns the tenant's state, if it ever set one. */
    public Optional<TenantState> get(TenantId tenant) {
        load();
        if (doubtful.contains(tenant)) {
            refresh(tenant);
        }
        return Optional.ofNullable(known.get(tenant)).map(Versioned::state);
    }

    /**
     * Sets the tenant's state.
     *
     * @throws ValueTooLargeException if it is larger than a value may be
     */
    public void set(TenantId tenant, TenantState state) {
        byte[] content = Stored.encode("the state", TenantState.CODEC, state);
        try {
            long version = transactions.write(em -> new TenantStateStore(em).set(tenant, content, Micros.now(clock)));
            keep(tenant, new Versioned(version, state));
        } catch (RuntimeException e) {
            doubtful.add(tenant);
            throw e;
        }
        changes.onTenant(tenant);
    }

    private void keep(TenantId tenant, Versioned newer) {
        known.merge(tenant, newer, (a, b) -> a.version() > b.version() ? a : b);
    }

    private void refresh(TenantId tenant) {
        // taken out first: a write that fails during the look must put it in again
        doubtful.remove(tenant);
        try {
            Optional<Versioned> stored = transactions.read(
                    em -> new TenantStateStore(em).find(tenant).map(Versioned::of));
            stored.ifPresent(versioned -> keep(tenant, versioned));
        } catch (RuntimeException e) {
            doubtful.add(tenant);
            throw e;
        }
    }

    private void load() {
        if (loaded) {
            return;
        }
        synchronized (loading) {
            if (loaded) {
                return;
            }
            Optional<TenantId> last = Optional.empty();
            do {
                last = loadPage(last);
            } while (last.isPresent());
            loaded = true;
        }
    }

    private Optional<TenantId> loadPage(Optional<TenantId> after) {
        List<TenantStateEntity> page = transactions.read(em -> new TenantStateStore(em).page(after));
        page.forEach(row -> keep(row.tenant(), Versioned.of(row)));
        return page.isEmpty()
                ? Optional.empty()
                : Optional.of(page.get(page.size() - 1).tenant());
    }

    private record Versioned(long version, TenantState state) {
        static Versioned of(TenantStateEntity row) {
            return new Versioned(row.version(), row.toState());
        }
    }
}
