package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;

/**
 * One search for a tenant's records: first which, page by page in the order of an index and without their values, so that a search
 * for too much ends early; then the values of those.
 */
final class KvFind {
    private static final int PAGE = 1000;
    private static final int LOAD_BATCH = 250;

    private final Sql sql;
    private final TenantId tenant;
    private final Scopes scopes;
    private final AnswerBudget budget;

    private final List<String> found = new ArrayList<>(); // confined to the calling thread

    KvFind(Sql sql, TenantId tenant, Scopes scopes, AnswerBudget budget) {
        this.sql = sql;
        this.tenant = tenant;
        this.scopes = scopes;
        this.budget = budget;
    }

    List<KvRecord> find(KeySearch search) {
        ScopeFilter filter = ScopeFilter.of(sql, tenant, scopes, search);
        List<Row> page = page(filter, search, null);
        while (!page.isEmpty()) {
            page.stream().filter(row -> search.matches(row.key())).forEach(this::add);
            page = page.size() < PAGE ? List.of() : page(filter, search, page.get(page.size() - 1));
        }
        return load();
    }

    private void add(Row row) {
        found.add(row.id());
        budget.take(row.bytes());
    }

    private List<Row> page(ScopeFilter filter, KeySearch search, @Nullable Row last) {
        StringBuilder text = new StringBuilder("select s.record_key, s.record_id, r.content_bytes"
                        + " from kv_scope s join kv_record r on r.record_id = s.record_id where ")
                .append(filter.condition())
                .append(" and s.record_key >= ?");
        List<Object> parameters = filter.parameters();
        parameters.add(last == null ? search.from() : last.key());
        search.before().ifPresent(before -> {
            text.append(" and s.record_key < ?");
            parameters.add(before);
        });
        search.filter().ifPresent(like -> {
            text.append(" and s.record_key like ? escape '")
                    .append(KeySearch.ESCAPE)
                    .append('\'');
            parameters.add(like);
        });
        if (last != null) {
            text.append(" and (s.record_key > ? or s.record_id > ?)");
            parameters.add(last.key());
            parameters.add(last.id());
        }
        // All of the index, from its first column on: else H2 sorts every row of the scope for each page.
        text.append(" order by s.tenant_kind, s.tenant_id, s.scope, s.record_key, s.record_id limit ?");
        parameters.add(PAGE);
        return sql.rows(text.toString(), parameters, row -> new Row(row.getString(1), row.getString(2), row.getInt(3)));
    }

    private List<KvRecord> load() {
        List<KvRecord> loaded = new ArrayList<>(found.size());
        for (int start = 0; start < found.size(); start += LOAD_BATCH) {
            List<String> ids = found.subList(start, Math.min(found.size(), start + LOAD_BATCH));
            loaded.addAll(sql.rows(
                    "select " + KvRow.COLUMNS + " from kv_record r where r.record_id in (" + Sql.marks(ids.size())
                            + ")",
                    ids,
                    row -> KvRow.read(row).toRecord()));
        }
        // one that was deleted meanwhile is not there
        return loaded.stream().sorted(KvRow.ORDER).toList();
    }

    private record Row(String key, String id, int bytes) {}
}
