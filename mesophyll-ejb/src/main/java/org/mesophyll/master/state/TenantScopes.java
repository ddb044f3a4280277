package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mesophyll.protocol.TenantId;

/**
 * Keeps count of the scopes that tenants' records have. A scope whose last record was deleted counts until the quota is reached, and
 * is then taken out.
 *
 * <p>Confined to the thread of the transaction.
 */
final class TenantScopes {
    private static final String TENANT = " where tenant_kind = ? and tenant_id = ?";
    private static final String INSERT_NEW = "insert into tenant_scope (tenant_kind, tenant_id, scope)"
            + " select cast(? as smallint), cast(? as bigint), cast(? as varchar(512)) where not exists"
            + " (select 1 from tenant_scope" + TENANT + " and scope = ?)";

    private final Sql sql;
    private final DatabaseSettings.Quota quota;
    private final CrowdedTenants crowded;

    TenantScopes(Sql sql, DatabaseSettings.Quota quota, CrowdedTenants crowded) {
        this.sql = sql;
        this.quota = quota;
        this.crowded = crowded;
    }

    /** A tenant's scope. */
    private record Use(TenantId tenant, String scope) {
        private List<Object> parameters() {
            short kind = TenantColumns.kind(tenant);
            return List.of(kind, tenant.id(), scope, kind, tenant.id(), scope);
        }
    }

    /**
     * Counts the scopes of new records, whose rows in {@code kv_scope} are there already.
     *
     * @throws QuotaExceededException if a tenant has more of them than it may
     */
    void add(Collection<KvName> records) {
        Set<Use> uses = new LinkedHashSet<>();
        for (KvName record : records) {
            record.scopes().scopes().names().forEach(scope -> uses.add(new Use(record.tenant(), scope)));
        }
        List<Use> all = List.copyOf(uses);
        int[] added =
                sql.changeEach(INSERT_NEW, all.stream().map(Use::parameters).toList());
        Set<TenantId> grown = new LinkedHashSet<>();
        for (int i = 0; i < added.length; i++) {
            if (added[i] > 0) {
                grown.add(all.get(i).tenant());
            }
        }
        grown.forEach(this::check);
    }

    private void check(TenantId tenant) {
        long count = count(tenant);
        if (count > quota.scopes() && !crowded.contains(tenant)) { // the look for unused ones is not cheap
            List<Object> key = new ArrayList<>(List.of(TenantColumns.kind(tenant), tenant.id()));
            sql.changeEach(
                    "delete from tenant_scope" + TENANT + " and not exists (select 1 from kv_scope s"
                            + " where s.tenant_kind = tenant_scope.tenant_kind and s.tenant_id = tenant_scope.tenant_id"
                            + " and s.scope = tenant_scope.scope)",
                    List.of(key));
            count = count(tenant);
        }
        if (count > quota.scopes()) {
            throw new QuotaExceededException(
                    tenant, "different scopes", count, quota.scopes(), DatabaseSettings.MOST_SCOPES);
        }
    }

    private long count(TenantId tenant) {
        return sql.first(
                        "select count(*) from tenant_scope" + TENANT,
                        List.of(TenantColumns.kind(tenant), tenant.id()),
                        row -> row.getLong(1))
                .orElse(0L);
    }
}
