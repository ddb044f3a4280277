package org.mesophyll.master.state;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;

/**
 * The condition that a record has all of some scopes: its rows of one scope are walked by the index, and for each the other scopes
 * are looked up.
 */
final class ScopeFilter {
    // How many rows of a scope are looked at to find one with few: so many first, and while all have them, so many
    // times
    // more, up to the last. What is walked is then never more than so many times the fewest.
    private static final int FIRST_PROBE = 200;
    private static final int PROBE_GROWTH = 8;
    private static final int LAST_PROBE = FIRST_PROBE * PROBE_GROWTH * PROBE_GROWTH * PROBE_GROWTH;

    private static final String WALKED = "s.tenantKind = :kind and s.tenantId = :tenant and s.scope = :scope";
    private static final String OTHERS = " and (select count(o) from KvScopeEntity o where o.tenantKind = :kind"
            + " and o.tenantId = :tenant and o.scope in :others and o.recordKey = s.recordKey"
            + " and o.recordId = s.recordId) = :otherCount";

    private final TenantId tenant;
    private final String walked;
    private final List<String> others;

    private ScopeFilter(TenantId tenant, String walked, List<String> others) {
        this.tenant = tenant;
        this.walked = walked;
        this.others = others;
    }

    /** Walks a scope that has few rows in the range of the search, as far as a look tells. */
    static ScopeFilter of(EntityManager em, TenantId tenant, Scopes scopes, KeySearch search) {
        List<String> others = new ArrayList<>(scopes.names());
        String walked = others.size() == 1 ? others.get(0) : rarest(em, tenant, others, search);
        others.remove(walked);
        return new ScopeFilter(tenant, walked, List.copyOf(others));
    }

    private static String rarest(EntityManager em, TenantId tenant, List<String> scopes, KeySearch search) {
        for (int rows = FIRST_PROBE; rows <= LAST_PROBE; rows *= PROBE_GROWTH) {
            for (String scope : scopes) {
                if (!has(rows, em, tenant, scope, search)) {
                    return scope;
                }
            }
        }
        return scopes.get(0);
    }

    private static boolean has(int rows, EntityManager em, TenantId tenant, String scope, KeySearch search) {
        TypedQuery<String> query = em.createQuery(
                "select s.recordId from KvScopeEntity s where " + WALKED + " and s.recordKey >= :from"
                        + search.before()
                                .map(before -> " and s.recordKey < :before")
                                .orElse(""),
                String.class);
        query.setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("scope", scope)
                .setParameter("from", search.from());
        search.before().ifPresent(before -> query.setParameter("before", before));
        return !query.setFirstResult(rows - 1).setMaxResults(1).getResultList().isEmpty();
    }

    /** Returns the condition on a {@code KvScopeEntity s}, for {@link #bind} to give its parameters. */
    String condition() {
        return others.isEmpty() ? WALKED : WALKED + OTHERS;
    }

    void bind(Query query) {
        query.setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("scope", walked);
        if (!others.isEmpty()) {
            query.setParameter("others", others).setParameter("otherCount", (long) others.size());
        }
    }
}
