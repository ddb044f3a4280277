package org.mesophyll.master.state;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/**
 * The tenants' own key-value store ({@code docs/protocol.md}, section 3).
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is done by itself, whatever transaction the
 * caller has open, and a write that has returned survives the end of the process; writes of several threads at once share a
 * transaction (docs/adr/0007). Each throws {@link StateUnavailableException} if the database does not do its part.
 */
public final class KvService {
    // each waiting write holds a thread of the server's, of which there are fewer; this bounds what a caller's own
    // threads may do
    private static final int MOST_WAITING = 1024;
    private static final long MOST_WAITING_BYTES = 32L * 1024 * 1024;

    // one, so that writes of one record are done in the order of their arrival
    private static final int ONE_WRITER = 1;
    // a few, so that a read from a slow disk does not hold up all the others
    private static final int READERS = 2;

    private final SqlTransactions transactions;
    private final Clock clock;
    private final DatabaseSettings.FindLimits limits;
    private final DatabaseSettings.Quota quota;
    private final CrowdedTenants crowded = new CrowdedTenants(System::nanoTime);
    private final Combiner<KvWrite> writes;
    private final Combiner<KvGet> gets;
    private final ChangeListener changes;
    private final Runnable onQuotaRefusal;

    /**
     * Joins what it needs.
     *
     * @param onQuotaRefusal called for each write that is refused for a tenant's quota
     */
    KvService(
            SqlTransactions transactions,
            Clock clock,
            DatabaseSettings settings,
            ChangeListener changes,
            Runnable onQuotaRefusal) {
        this.changes = changes;
        this.onQuotaRefusal = onQuotaRefusal;
        this.transactions = transactions;
        this.clock = clock;
        this.limits = settings.find();
        this.quota = settings.quota();
        DatabaseSettings.PoolLimits pool = settings.pool();
        this.writes = new Combiner<>(
                new KvWriter(transactions, clock, quota, crowded), bounds(pool, pool.mostTogether(), ONE_WRITER));
        // H2 works in the threads of its callers: for it a group would be a queue
        this.gets = new Combiner<>(
                new KvReader(transactions), bounds(pool, settings.isH2() ? 1 : pool.mostTogether(), READERS));
    }

    private static Combiner.Bounds bounds(DatabaseSettings.PoolLimits limits, int together, int leaders) {
        long longestWait = limits.longestWait().plus(limits.longestStatement()).toNanos();
        return new Combiner.Bounds(MOST_WAITING, MOST_WAITING_BYTES, together, leaders, longestWait);
    }

    /**
     * Returns the record with this key whose scopes contain all the given ones: the one with exactly these if there is one, else one
     * with the fewest, and of those the one updated last.
     */
    public Optional<KvRecord> get(TenantId tenant, Scopes scopes, String key) {
        KvGet exact = new KvGet(new KvName(tenant, key, ScopeSet.of(scopes)));
        gets.run(exact);
        Optional<KvRecord> found = exact.entry();
        if (found.isPresent()) {
            return found;
        }
        return transactions
                .read(sql -> new KvStore(sql, tenant).nearest(scopes, key))
                .map(KvRow::toRecord);
    }

    /**
     * Returns the scopes that the tenant's records have, sorted by code points, each once.
     *
     * @throws AnswerTooLargeException if there are more than a search may answer
     */
    public List<String> listScopes(TenantId tenant) {
        return transactions.read(sql -> new KvStore(sql, tenant).listScopes(new AnswerBudget(limits)));
    }

    /**
     * Writes the record with this key and exactly these scopes. One that is there keeps its id and the time of its creation. Of
     * concurrent writes of one record the last one stays, and none fails for the others' sake.
     *
     * @throws ValueTooLargeException if the value is larger than the protocol allows
     * @throws StateBusyException if too many writes wait already
     * @throws QuotaExceededException if the tenant would keep more than it may
     */
    public void set(TenantId tenant, Scopes scopes, String key, Value value) {
        byte[] content = Stored.encode("the value", Value.CODEC, value);
        KvWrite write = new KvWrite.Set(new KvName(tenant, key, ScopeSet.of(scopes)), content);
        try {
            writes.run(write);
        } catch (QuotaExceededException e) {
            onQuotaRefusal.run();
            throw e;
        }
        changed(tenant, scopes);
    }

    /**
     * Deletes the records with this key whose scopes contain all the given ones; that there is none is no error.
     *
     * @throws StateBusyException if too many writes wait already
     */
    public void delete(TenantId tenant, Scopes scopes, String key) {
        writes.run(new KvWrite.Delete(tenant, scopes, key));
        changed(tenant, scopes);
    }

    /**
     * Returns the records whose scopes contain all the given ones and whose key matches, sorted by the code points of their keys.
     *
     * @throws AnswerTooLargeException if they are more, or larger, than a search may answer
     */
    public List<KvRecord> find(TenantId tenant, Scopes scopes, LikePattern pattern) {
        KeySearch search = KeySearch.of(pattern);
        return transactions.read(sql -> new KvStore(sql, tenant).find(scopes, search, new AnswerBudget(limits)));
    }

    /**
     * Does operations in their order, all or none, and returns the answer to each; those behind see what those before have written.
     *
     * @throws ValueTooLargeException if a value is larger than the protocol allows
     * @throws AnswerTooLargeException if the answers together are more, or larger, than a search may answer
     * @throws QuotaExceededException if the tenant would keep more than it may
     */
    public List<KeyValueAnswer> run(TenantId tenant, KeyValueBatch batch) {
        KvBatch prepared = KvBatch.of(tenant, batch);
        List<KeyValueAnswer> answers;
        try {
            answers = transactions.write(
                    sql -> prepared.run(sql, new KvSets(sql, Micros.now(clock), quota, crowded), limits));
        } catch (QuotaExceededException e) {
            onQuotaRefusal.run();
            throw e;
        }
        if (prepared.concernsPrograms()) {
            changes.onTenant(tenant);
        }
        return answers;
    }

    private void changed(TenantId tenant, Scopes scopes) {
        if (ProgramScopes.contain(scopes)) {
            changes.onTenant(tenant);
        }
    }
}
