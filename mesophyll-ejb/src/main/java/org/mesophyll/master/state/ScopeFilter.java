package org.mesophyll.master.state;

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

    private static final String WALKED = "s.tenant_kind = ? and s.tenant_id = ? and s.scope = ?";
    private static final String OTHERS = " and (select count(*) from kv_scope o where o.tenant_kind = ?"
            + " and o.tenant_id = ? and o.scope in (%s) and o.record_key = s.record_key"
            + " and o.record_id = s.record_id) = ?";

    private final TenantId tenant;
    private final String walked;
    private final List<String> others;

    private ScopeFilter(TenantId tenant, String walked, List<String> others) {
        this.tenant = tenant;
        this.walked = walked;
        this.others = others;
    }

    /** Walks a scope that has few rows in the range of the search, as far as a look tells. */
    static ScopeFilter of(Sql sql, TenantId tenant, Scopes scopes, KeySearch search) {
        List<String> others = new ArrayList<>(scopes.names());
        String walked = others.size() == 1 ? others.get(0) : rarest(sql, tenant, others, search);
        others.remove(walked);
        return new ScopeFilter(tenant, walked, List.copyOf(others));
    }

    private static String rarest(Sql sql, TenantId tenant, List<String> scopes, KeySearch search) {
        for (int rows = FIRST_PROBE; rows <= LAST_PROBE; rows *= PROBE_GROWTH) {
            for (String scope : scopes) {
                if (!has(rows, sql, tenant, scope, search)) {
                    return scope;
                }
            }
        }
        return scopes.get(0);
    }

    private static boolean has(int rows, Sql sql, TenantId tenant, String scope, KeySearch search) {
        StringBuilder text = new StringBuilder("select s.record_id from kv_scope s where ")
                .append(WALKED)
                .append(" and s.record_key >= ?");
        List<Object> parameters =
                new ArrayList<>(List.of(TenantColumns.kind(tenant), tenant.id(), scope, search.from()));
        search.before().ifPresent(before -> {
            text.append(" and s.record_key < ?");
            parameters.add(before);
        });
        text.append(" limit 1 offset ?");
        parameters.add(rows - 1);
        return sql.first(text.toString(), parameters, row -> row.getString(1)).isPresent();
    }

    /** Returns the condition on a {@code kv_scope s}, with question marks for the {@link #parameters}. */
    String condition() {
        return others.isEmpty() ? WALKED : WALKED + OTHERS.formatted(Sql.marks(others.size()));
    }

    List<Object> parameters() {
        List<Object> parameters = new ArrayList<>(List.of(TenantColumns.kind(tenant), tenant.id(), walked));
        if (!others.isEmpty()) {
            parameters.add(TenantColumns.kind(tenant));
            parameters.add(tenant.id());
            parameters.addAll(others);
            parameters.add(others.size());
        }
        return parameters;
    }
}
