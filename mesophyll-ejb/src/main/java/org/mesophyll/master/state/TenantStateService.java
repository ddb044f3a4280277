package org.mesophyll.master.state;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.Sharding;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;

/**
 * What tenants have told their workers to remember.
 *
 * <p>The states that were used last are held in memory, the others in the database only. What is returned has been committed: a set
 * that fails never shows, and of two at once the one that the database kept last stays. This holds while one master at a time uses
 * the database.
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each throws {@link StateUnavailableException} if the
 * database does not do its part.
 */
public final class TenantStateService {
    /** How much one read of several states may bring into memory, if each of them has less. */
    private static final int GROUP_BYTES = 1024 * 1024;

    private static final int GROUP_TENANTS = 200;
    private static final int MOST_LOOKED_AT = 2000;
    private static final int MOST_WANTING = 1000;

    private final SqlTransactions transactions;
    private final Clock clock;
    private final WorkerCount workers;
    private final ChangeListener changes;
    private final TenantStateMemory memory;

    TenantStateService(
            SqlTransactions transactions,
            Clock clock,
            WorkerCount workers,
            ChangeListener changes,
            TenantStateMemory memory) {
        this.transactions = transactions;
        this.clock = clock;
        this.workers = workers;
        this.changes = changes;
        this.memory = memory;
    }

    /** Hears of states one by one. */
    public interface Visitor {
        /** Is called first, and says how many states come. */
        void begin(int count) throws IOException;

        /**
         * Is called for each state.
         *
         * @param encoded by {@link TenantState#CODEC}; not to be changed
         */
        void next(TenantId tenant, byte[] encoded) throws IOException;
    }

    /**
     * Shows the states of the tenants that the worker owns, in the order of kind and id; those that never set one have none. Holds
     * a megabyte of them in memory at a time, and no connection to the database while the visitor works.
     *
     * @throws IOException what the visitor throws
     */
    public void visitOwnedBy(WorkerId worker, Visitor visitor) throws IOException {
        List<TenantStateStore.Kept> owned = transactions.read(sql -> new TenantStateStore(sql)
                .all(tenant -> Sharding.ownerOf(tenant, workers).equals(worker)));
        visitor.begin(owned.size());
        int done = 0;
        while (done < owned.size()) {
            List<TenantId> group = group(owned.subList(done, owned.size()));
            List<TenantStateStore.Content> contents =
                    transactions.read(sql -> new TenantStateStore(sql).contents(group));
            if (contents.size() != group.size()) { // nothing deletes states
                throw new IOException("a tenant's state has gone while the states were read");
            }
            for (TenantStateStore.Content content : contents) {
                visitor.next(content.tenant(), content.bytes());
            }
            done += group.size();
        }
    }

    /** Returns the first tenants, all of one kind, whose states together are not too large; at least one. */
    private static List<TenantId> group(List<TenantStateStore.Kept> states) {
        List<TenantId> group = new ArrayList<>();
        long bytes = 0;
        for (TenantStateStore.Kept state : states) {
            bytes += state.bytes();
            boolean isOther =
                    !group.isEmpty() && group.get(0).kind() != state.tenant().kind();
            if (isOther || group.size() == GROUP_TENANTS || (!group.isEmpty() && bytes > GROUP_BYTES)) {
                break;
            }
            group.add(state.tenant());
        }
        return group;
    }

    /**
     * Returns tenants that the worker owns and that want an event, a page at a time, in the order of kind and id. A page may be
     * empty although another one follows: each looks at a bounded number of tenants.
     *
     * @param after where the page before ended, or null for the first page
     */
    public TenantPage wanting(WorkerId worker, String event, @Nullable TenantId after) {
        return transactions.read(sql -> {
            TenantStateStore store = new TenantStateStore(sql);
            List<TenantId> wanting = new ArrayList<>();
            TenantId last = after;
            int seen = 0;
            while (seen < MOST_LOOKED_AT && wanting.size() < MOST_WANTING) {
                int count = group(store.sizesOfEvents(last, GROUP_TENANTS)).size();
                if (count == 0) {
                    return new TenantPage(wanting, null);
                }
                for (TenantStateStore.Subscription each : store.subscriptions(last, count)) {
                    if (each.contains(event)
                            && Sharding.ownerOf(each.tenant(), workers).equals(worker)) {
                        wanting.add(each.tenant());
                    }
                    last = each.tenant();
                    seen++;
                }
            }
            return new TenantPage(wanting, last);
        });
    }

    /** Returns the tenant's state, if it ever set one. */
    public Optional<TenantState> get(TenantId tenant) {
        return encoded(tenant).map(content -> Stored.decode(TenantState.CODEC, content));
    }

    /** Returns the tenant's state by {@link TenantState#CODEC}, if it ever set one; not to be changed. */
    public Optional<byte[]> encoded(TenantId tenant) {
        TenantStateMemory.Entry known = memory.find(tenant);
        if (known != null) {
            return known.content();
        }
        long stamp = memory.beginRead(tenant);
        Optional<byte[]> content = transactions.read(sql -> new TenantStateStore(sql).find(tenant));
        memory.endRead(tenant, stamp, content.orElse(null));
        return content;
    }

    /**
     * Sets the tenant's state.
     *
     * @throws ValueTooLargeException if it is larger than a value may be
     */
    public void set(TenantId tenant, TenantState state) {
        byte[] content = Stored.encode("the state", TenantState.CODEC, state);
        byte[] events = TenantState.EVENTS.encode(List.copyOf(state.events()));
        long stamp = memory.beginWrite(tenant);
        boolean isDone = false;
        boolean isInDoubt = true;
        try {
            isDone = transactions.write(sql -> {
                new TenantStateStore(sql).set(tenant, content, events, Micros.now(clock));
                return true;
            });
        } catch (StateUnavailableException e) {
            isInDoubt = e.mayHaveBeenDone();
            throw e;
        } finally {
            if (isDone) {
                memory.endWrite(tenant, stamp, content);
            } else {
                memory.endFailedWrite(tenant, isInDoubt);
            }
        }
        changes.onTenant(tenant);
    }
}
