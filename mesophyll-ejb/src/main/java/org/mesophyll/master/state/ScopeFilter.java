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
    /** How far the rows of a scope are counted to find the one with the fewest. */
    private static final int PROBE = 200;

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

    /** Walks the scope that has the fewest rows in the range of the search, as far as a look tells. */
    static ScopeFilter of(EntityManager em, TenantId tenant, Scopes scopes, KeySearch search) {
        List<String> others = new ArrayList<>(scopes.names());
        String walked = others.get(0);
        if (others.size() > 1) {
            int fewest = Integer.MAX_VALUE;
            for (String scope : scopes.names()) {
                int rows = probe(em, tenant, scope, search);
                if (rows < fewest) {
                    fewest = rows;
                    walked = scope;
                }
            }
        }
        others.remove(walked);
        return new ScopeFilter(tenant, walked, List.copyOf(others));
    }

    private static int probe(EntityManager em, TenantId tenant, String scope, KeySearch search) {
        TypedQuery<String> query = em.createQuery(
                "select s.recordId from KvScopeEntity s where " + WALKED + " and s.recordKey >= :from"
                        + search.before().map(before -> " and s.recordKey < :before").orElse(""),
                String.class);
        query.setParameter("kind", TenantColumns.kind(tenant))
                .setParameter("tenant", tenant.id())
                .setParameter("scope", scope)
                .setParameter("from", search.from());
        search.before().ifPresent(before -> query.setParameter("before", before));
        return query.setMaxResults(PROBE).getResultList().size();
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
