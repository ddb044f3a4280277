package org.mesophyll.master.state;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/**
 * The tenants' own key-value store ({@code docs/protocol.md}, section 3).
 *
 * <p>Safe for use by any number of threads; blocks while the database works. Each call is a transaction of its own, whatever the
 * caller has open, and a write that has returned survives the end of the process. Each throws
 * {@link StateUnavailableException} if the database does not do its part.
 */
public final class KvService {
    private final Transactions transactions;
    private final Clock clock;
    private final DatabaseSettings.FindLimits limits;

    KvService(Transactions transactions, Clock clock, DatabaseSettings.FindLimits limits) {
        this.transactions = transactions;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Returns the record with this key whose scopes contain all the given ones: the one with exactly these if there is one, else one
     * with the fewest, and of those the one updated last.
     */
    public Optional<KvRecord> get(TenantId tenant, Scopes scopes, String key) {
        return transactions.read(em -> new KvStore(em, tenant).get(ScopeSet.of(scopes), key));
    }

    /**
     * Returns the scopes that the tenant's records have, sorted by code points, each once.
     *
     * @throws AnswerTooLargeException if there are more than a search may answer
     */
    public List<String> listScopes(TenantId tenant) {
        return transactions.read(em -> new KvStore(em, tenant).listScopes(limits.records()));
    }

    /**
     * Writes the record with this key and exactly these scopes. One that is there keeps its id and the time of its creation. Of
     * concurrent writes of one record the last one stays, and none fails for the others' sake.
     *
     * @throws ValueTooLargeException if the value is larger than the protocol allows
     */
    public void set(TenantId tenant, Scopes scopes, String key, Value value) {
        byte[] content = Stored.encode("the value", Value.CODEC, value);
        ScopeSet set = ScopeSet.of(scopes);
        transactions.<@Nullable Void>write(em -> {
            new KvStore(em, tenant).set(set, key, content, Micros.now(clock));
            return null;
        });
    }

    /** Deletes the records with this key whose scopes contain all the given ones; that there is none is no error. */
    public void delete(TenantId tenant, Scopes scopes, String key) {
        transactions.<@Nullable Void>write(em -> {
            new KvStore(em, tenant).delete(scopes, key);
            return null;
        });
    }

    /**
     * Returns the records whose scopes contain all the given ones and whose key matches, sorted by the code points of their keys.
     *
     * @throws AnswerTooLargeException if they are more, or larger, than a search may answer
     */
    public List<KvRecord> find(TenantId tenant, Scopes scopes, LikePattern pattern) {
        return transactions.read(em -> new KvFind(em, tenant, scopes, limits).find(KeySearch.of(pattern)));
    }
}
