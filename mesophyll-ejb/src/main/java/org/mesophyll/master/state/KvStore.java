package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;

/** One tenant's records within one transaction. */
final class KvStore {
    private static final String TENANT = " r.tenantKind = :kind and r.tenantId = :tenant and r.recordKey = :key";

    private static final int DELETE_BATCH = 500;

    private final EntityManager em;
    private final TenantId tenant;

    KvStore(EntityManager em, TenantId tenant) {
        this.em = em;
        this.tenant = tenant;
    }

    Optional<KvRecord> get(ScopeSet scopes, String key) {
        return exact(scopes, key).or(() -> nearest(scopes.scopes(), key)).map(KvRecordEntity::toRecord);
    }

    private Optional<KvRecordEntity> exact(ScopeSet scopes, String key) {
        TypedQuery<KvRecordEntity> query = em.createQuery(
                "select r from KvRecordEntity r where" + TENANT + " and r.scopesHash = :hash", KvRecordEntity.class);
        return ofTenant(query, key).setParameter("hash", scopes.hash()).getResultStream().findFirst();
    }

    private Optional<KvRecordEntity> nearest(Scopes scopes, String key) {
        ScopeFilter filter = ScopeFilter.of(em, tenant, scopes, KeySearch.ofKey(key));
        TypedQuery<KvRecordEntity> query = em.createQuery(
                "select r from KvScopeEntity s, KvRecordEntity r where r.recordId = s.recordId and s.recordKey = :key and "
                        + filter.condition()
                        + " order by r.scopeCount, r.updatedMicros desc, r.recordId",
                KvRecordEntity.class);
        filter.bind(query);
        return query.setParameter("key", key).setMaxResults(1).getResultStream().findFirst();
    }

    /** Steps from each scope to the next by the index, however many records have it. */
    List<String> listScopes(int limit) {
        List<String> found = new ArrayList<>();
        String last = null;
        while ((last = scopeBehind(last)) != null) {
            if (found.size() == limit) {
                throw AnswerTooLargeException.ofCount(limit);
            }
            found.add(last);
        }
        found.sort(CodePointOrder.COMPARATOR);
        return List.copyOf(found);
    }

    private @Nullable String scopeBehind(@Nullable String last) {
        TypedQuery<String> query = em.createQuery(
                "select s.scope from KvScopeEntity s where s.tenantKind = :kind and s.tenantId = :tenant"
                        + (last == null ? "" : " and s.scope > :last")
                        + " order by s.tenantKind, s.tenantId, s.scope",
                String.class);
        query.setParameter("kind", TenantColumns.kind(tenant)).setParameter("tenant", tenant.id());
        if (last != null) {
            query.setParameter("last", last);
        }
        List<String> next = query.setMaxResults(1).getResultList();
        return next.isEmpty() ? null : next.get(0);
    }

    void set(ScopeSet scopes, String key, byte[] content, long nowMicros) {
        int updated = em.createQuery("update KvRecordEntity r set r.content = :content, r.contentBytes = :bytes,"
                        + " r.updatedMicros = :now where" + TENANT + " and r.scopesHash = :hash")
                .setParameter("content", content)
                .setParameter("bytes", content.length)
                .setParameter("now", nowMicros)
                .setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("key", key)
                .setParameter("hash", scopes.hash())
                .executeUpdate();
        if (updated > 0) {
            return;
        }
        // whoever inserts it between makes this fail by the unique key, and the next attempt updates
        String id = UUID.randomUUID().toString();
        em.persist(new KvRecordEntity(id, tenant, key, scopes, content, nowMicros));
        for (String scope : scopes.scopes().names()) {
            em.persist(new KvScopeEntity(tenant, scope, key, id));
        }
    }

    /** Deletes a batch at a time: one key may be that of very many records. */
    void delete(Scopes scopes, String key) {
        ScopeFilter filter = ScopeFilter.of(em, tenant, scopes, KeySearch.ofKey(key));
        List<Object[]> batch;
        do {
            batch = nextToDelete(filter, key);
            for (Object[] row : batch) {
                delete((String) row[0], key, Stored.decode(Scopes.CODEC, (byte[]) row[1]));
            }
        } while (batch.size() == DELETE_BATCH);
    }

    private List<Object[]> nextToDelete(ScopeFilter filter, String key) {
        TypedQuery<Object[]> query = em.createQuery(
                "select r.recordId, r.scopes from KvScopeEntity s, KvRecordEntity r"
                        + " where r.recordId = s.recordId and s.recordKey = :key and " + filter.condition()
                        + " order by s.recordId",
                Object[].class);
        filter.bind(query);
        return query.setParameter("key", key).setMaxResults(DELETE_BATCH).getResultList();
    }

    private void delete(String id, String key, Scopes scopes) {
        em.createQuery("delete from KvRecordEntity r where r.recordId = :id")
                .setParameter("id", id)
                .executeUpdate();
        em.createQuery("delete from KvScopeEntity s where s.tenantKind = :kind and s.tenantId = :tenant"
                        + " and s.scope in :scopes and s.recordKey = :key and s.recordId = :id")
                .setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("scopes", scopes.toList())
                .setParameter("key", key)
                .setParameter("id", id)
                .executeUpdate();
    }

    private <T> TypedQuery<T> ofTenant(TypedQuery<T> query, String key) {
        return query.setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("key", key);
    }
}
