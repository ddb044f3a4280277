package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;

/** One tenant's records. */
final class KvStore {
    private static final int DELETE_BATCH = 500;

    private final Sql sql;
    private final TenantId tenant;

    KvStore(Sql sql, TenantId tenant) {
        this.sql = sql;
        this.tenant = tenant;
    }

    Optional<KvRecord> get(ScopeSet scopes, String key, AnswerBudget budget) {
        Optional<KvRow> found = exact(new KvName(tenant, key, scopes)).or(() -> nearest(scopes.scopes(), key));
        found.ifPresent(row -> budget.take(row.contentBytes()));
        return found.map(KvRow::toRecord);
    }

    Optional<KvRow> exact(KvName name) {
        return sql.first(
                "select " + KvRow.COLUMNS + " from kv_record r where " + KvName.CONDITION,
                name.parameters(),
                KvRow::read);
    }

    /** Returns the record with the fewest scopes beside the given ones, and of those the latest. */
    Optional<KvRow> nearest(Scopes scopes, String key) {
        ScopeFilter filter = ScopeFilter.of(sql, tenant, scopes, KeySearch.ofKey(key));
        return sql.first(
                "select " + KvRow.COLUMNS + " from kv_scope s join kv_record r on r.record_id = s.record_id where "
                        + filter.condition()
                        + " and s.record_key = ? order by r.scope_count, r.updated_us desc, r.record_id limit 1",
                with(filter.parameters(), key),
                KvRow::read);
    }

    /** Steps from each scope to the next by the index, however many records have it. */
    List<String> listScopes(AnswerBudget budget) {
        List<String> found = new ArrayList<>();
        String last = null;
        while ((last = scopeBehind(last)) != null) {
            budget.take(0);
            found.add(last);
        }
        found.sort(CodePointOrder.COMPARATOR);
        return List.copyOf(found);
    }

    private @Nullable String scopeBehind(@Nullable String last) {
        List<Object> parameters = new ArrayList<>(List.of(TenantColumns.kind(tenant), tenant.id()));
        if (last != null) {
            parameters.add(last);
        }
        return sql.first(
                        "select s.scope from kv_scope s where s.tenant_kind = ? and s.tenant_id = ?"
                                + (last == null ? "" : " and s.scope > ?")
                                + " order by s.tenant_kind, s.tenant_id, s.scope limit 1",
                        parameters,
                        row -> row.getString(1))
                .orElse(null);
    }

    List<KvRecord> find(Scopes scopes, KeySearch search, AnswerBudget budget) {
        return new KvFind(sql, tenant, scopes, budget).find(search);
    }

    /** Deletes a batch at a time: one key may be that of very many records. */
    void delete(Scopes scopes, String key, TenantUsage usage) {
        ScopeFilter filter = ScopeFilter.of(sql, tenant, scopes, KeySearch.ofKey(key));
        List<Named> batch;
        do {
            batch = matching(filter, key, DELETE_BATCH);
            delete(key, batch, usage);
        } while (batch.size() == DELETE_BATCH);
    }

    /** Deletes if there are at most so many records to be deleted; returns whether it did. */
    boolean deleteUpTo(int most, Scopes scopes, String key, TenantUsage usage) {
        ScopeFilter filter = ScopeFilter.of(sql, tenant, scopes, KeySearch.ofKey(key));
        List<Named> all = matching(filter, key, most + 1);
        if (all.size() > most) {
            return false;
        }
        delete(key, all, usage);
        return true;
    }

    private List<Named> matching(ScopeFilter filter, String key, int most) {
        return sql.rows(
                "select r.record_id, r.scopes from kv_scope s join kv_record r on r.record_id = s.record_id where "
                        + filter.condition()
                        + " and s.record_key = ? order by s.record_id limit "
                        + most,
                with(filter.parameters(), key),
                row -> new Named(row.getString(1), Stored.decode(Scopes.CODEC, row.getBytes(2))));
    }

    private void delete(String key, List<Named> records, TenantUsage usage) {
        if (records.isEmpty()) {
            return;
        }
        List<String> ids = records.stream().map(Named::id).toList();
        // others delete and write them too: what is counted is what is there once nobody else can
        List<Long> sizes = sql.rows(
                "select content_bytes + octet_length(record_key) + octet_length(scopes) from kv_record where record_id in ("
                        + Sql.marks(ids.size()) + ") order by record_id for update",
                ids,
                row -> row.getLong(1));
        usage.add(
                tenant,
                -sizes.size(),
                -sizes.stream().mapToLong(Long::longValue).sum());
        List<List<Object>> rows = new ArrayList<>();
        for (Named each : records) {
            for (String scope : each.scopes().names()) {
                rows.add(List.of(TenantColumns.kind(tenant), tenant.id(), scope, key, each.id()));
            }
        }
        sql.changeEach(
                "delete from kv_record where record_id = ?",
                ids.stream().map(List::of).toList());
        sql.changeEach(
                "delete from kv_scope where tenant_kind = ? and tenant_id = ? and scope = ? and record_key = ?"
                        + " and record_id = ?",
                rows);
    }

    private static List<Object> with(List<Object> parameters, String key) {
        parameters.add(key);
        return parameters;
    }

    private record Named(String id, Scopes scopes) {}
}
