package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;

/**
 * One search for a tenant's records within one transaction: first which, page by page in the order of an index and without their
 * values, so that a search for too much ends early; then the values of those.
 */
final class KvFind {
    private static final int PAGE = 1000;
    private static final int LOAD_BATCH = 250;

    private static final Comparator<KvRecordEntity> ORDER = Comparator.comparing(
                    KvRecordEntity::recordKey, CodePointOrder.COMPARATOR)
            .thenComparing(KvRecordEntity::recordId);

    private final EntityManager em;
    private final TenantId tenant;
    private final Scopes scopes;
    private final DatabaseSettings.FindLimits limits;

    private final List<String> found = new ArrayList<>();
    private long foundBytes; // confined to the calling thread

    KvFind(EntityManager em, TenantId tenant, Scopes scopes, DatabaseSettings.FindLimits limits) {
        this.em = em;
        this.tenant = tenant;
        this.scopes = scopes;
        this.limits = limits;
    }

    List<KvRecord> find(KeySearch search) {
        ScopeFilter filter = ScopeFilter.of(em, tenant, scopes, search);
        List<Row> page = page(filter, search, null);
        while (!page.isEmpty()) {
            page.stream().filter(row -> search.matches(row.key())).forEach(this::add);
            page = page.size() < PAGE ? List.of() : page(filter, search, page.get(page.size() - 1));
        }
        return load();
    }

    private void add(Row row) {
        found.add(row.id());
        foundBytes += row.bytes();
        if (found.size() > limits.records()) {
            throw AnswerTooLargeException.ofCount(limits.records());
        }
        if (foundBytes > limits.bytes()) {
            throw AnswerTooLargeException.ofBytes(limits.bytes());
        }
    }

    private List<Row> page(ScopeFilter filter, KeySearch search, @Nullable Row last) {
        StringBuilder text = new StringBuilder("select s.recordKey, s.recordId, r.contentBytes"
                        + " from KvScopeEntity s, KvRecordEntity r where r.recordId = s.recordId and ")
                .append(filter.condition())
                .append(" and s.recordKey >= :from");
        search.before().ifPresent(before -> text.append(" and s.recordKey < :before"));
        search.filter()
                .ifPresent(like -> text.append(" and s.recordKey like :filter escape '")
                        .append(KeySearch.ESCAPE)
                        .append('\''));
        if (last != null) {
            text.append(" and (s.recordKey > :from or s.recordId > :lastId)");
        }
        // All of the index, from its first column on: else H2 sorts every row of the scope for each page.
        text.append(" order by s.tenantKind, s.tenantId, s.scope, s.recordKey, s.recordId");

        TypedQuery<Object[]> query = em.createQuery(text.toString(), Object[].class);
        filter.bind(query);
        query.setParameter("from", last == null ? search.from() : last.key());
        search.before().ifPresent(before -> query.setParameter("before", before));
        search.filter().ifPresent(like -> query.setParameter("filter", like));
        if (last != null) {
            query.setParameter("lastId", last.id());
        }
        return query.setMaxResults(PAGE).getResultStream().map(Row::of).toList();
    }

    private List<KvRecord> load() {
        Map<String, KvRecordEntity> loaded = new HashMap<>();
        for (int start = 0; start < found.size(); start += LOAD_BATCH) {
            List<String> ids = found.subList(start, Math.min(found.size(), start + LOAD_BATCH));
            em.createQuery("select r from KvRecordEntity r where r.recordId in :ids", KvRecordEntity.class)
                    .setParameter("ids", ids)
                    .getResultStream()
                    .forEach(record -> loaded.put(record.recordId(), record));
        }
        // one that was deleted meanwhile is not there
        return loaded.values().stream()
                .sorted(ORDER)
                .map(KvRecordEntity::toRecord)
                .toList();
    }

    private record Row(String key, String id, int bytes) {
        static Row of(Object[] columns) {
            return new Row((String) columns[0], (String) columns[1], ((Number) columns[2]).intValue());
        }
    }
}
