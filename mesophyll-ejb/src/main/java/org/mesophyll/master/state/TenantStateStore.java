package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import org.mesophyll.protocol.TenantId;

/** The tenants' states within one transaction. */
final class TenantStateStore {
    private static final int PAGE = 500;
    private static final String TENANT = " where t.tenantKind = :kind and t.tenantId = :tenant";

    private final EntityManager em;

    TenantStateStore(EntityManager em) {
        this.em = em;
    }

    Optional<TenantStateEntity> find(TenantId tenant) {
        return Optional.ofNullable(em.find(TenantStateEntity.class, new TenantStateEntity.Key(tenant)));
    }

    /** Writes the state, and returns the version that it has now. */
    long set(TenantId tenant, byte[] content, long nowMicros) {
        int updated = em.createQuery("update TenantStateEntity t set t.content = :content, t.version = t.version + 1,"
                        + " t.updatedMicros = :now" + TENANT)
                .setParameter("content", content)
                .setParameter("now", nowMicros)
                .setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .executeUpdate();
        if (updated == 0) {
            // whoever inserts it between makes this fail by the primary key, and the next attempt updates
            em.persist(new TenantStateEntity(tenant, content, nowMicros));
            return TenantStateEntity.FIRST_VERSION;
        }
        // the update holds the row, so that this is the version that it made
        return em.createQuery("select t.version from TenantStateEntity t" + TENANT, Long.class)
                .setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .getSingleResult();
    }

    /** Returns some of the rows behind a tenant, in the order of kind and id; none if there are no more. */
    List<TenantStateEntity> page(Optional<TenantId> after) {
        TypedQuery<TenantStateEntity> query = em.createQuery(
                "select t from TenantStateEntity t"
                        + (after.isEmpty()
                                ? ""
                                : " where t.tenantKind >= :kind and (t.tenantKind > :kind or t.tenantId > :tenant)")
                        + " order by t.tenantKind, t.tenantId",
                TenantStateEntity.class);
        after.ifPresent(tenant -> query.setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id()));
        return query.setMaxResults(PAGE).getResultList();
    }
}
