package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mesophyll.protocol.TenantId;

/**
 * How much more, or less, tenants keep by what one transaction changes. {@link #settle} writes it down as the transaction's last step,
 * so that it holds the rows of {@code tenant_usage} for the commit only, and checks the quota there.
 *
 * <p>Confined to the thread of the transaction.
 */
final class TenantUsage {
    private static final Comparator<TenantId> ORDER =
            Comparator.<TenantId>comparingInt(TenantColumns::kind).thenComparingLong(TenantId::id);

    private static final String TENANT = " where tenant_kind = ? and tenant_id = ?";
    private static final String CHANGE = "update tenant_usage set records = greatest(0, records + ?),"
            + " bytes = greatest(0, bytes + ?)" + TENANT + " and records <= ? and bytes <= ?";

    private final Sql sql;
    private final DatabaseSettings.Quota quota;
    private final Map<TenantId, Change> changes = new TreeMap<>(ORDER); // in an order that makes deadlocks rare

    TenantUsage(Sql sql, DatabaseSettings.Quota quota) {
        this.sql = sql;
        this.quota = quota;
    }

    private record Change(long records, long bytes) {
        private Change plus(Change other) {
            return new Change(records + other.records, bytes + other.bytes);
        }
    }

    DatabaseSettings.Quota quota() {
        return quota;
    }

    /** Counts what is added, or with negative numbers taken away. */
    void add(TenantId tenant, long records, long bytes) {
        changes.merge(tenant, new Change(records, bytes), Change::plus);
    }

    /**
     * Writes down what was counted.
     *
     * @throws QuotaExceededException if a tenant would have more than it may, and something was added
     */
    void settle() {
        changes.values().removeIf(change -> change.records() == 0 && change.bytes() == 0);
        if (changes.isEmpty()) {
            return;
        }
        List<TenantId> tenants = List.copyOf(changes.keySet());
        int[] changed =
                sql.changeEach(CHANGE, tenants.stream().map(this::parameters).toList());
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0) {
                insert(tenants.get(i));
            }
        }
        changes.clear();
    }

    private List<Object> parameters(TenantId tenant) {
        Change change = of(tenant);
        long mostRecords = change.records() > 0 ? quota.records() - change.records() : Long.MAX_VALUE;
        long mostBytes = change.bytes() > 0 ? quota.bytes() - change.bytes() : Long.MAX_VALUE;
        return List.of(
                change.records(), change.bytes(), TenantColumns.kind(tenant), tenant.id(), mostRecords, mostBytes);
    }

    /** Makes the row of a tenant that has none, or refuses a change that is too much. */
    private void insert(TenantId tenant) {
        Change change = of(tenant);
        List<Object> key = List.of(TenantColumns.kind(tenant), tenant.id());
        Change kept = sql.first(
                        "select records, bytes from tenant_usage" + TENANT,
                        key,
                        row -> new Change(row.getLong(1), row.getLong(2)))
                .orElse(null);
        Change would = kept == null ? change : kept.plus(change);
        if (change.records() > 0 && would.records() > quota.records()) {
            throw new QuotaExceededException(
                    tenant, "records", would.records(), quota.records(), DatabaseSettings.MOST_RECORDS);
        }
        if (change.bytes() > 0 && would.bytes() > quota.bytes()) {
            throw new QuotaExceededException(
                    tenant, "bytes of records", would.bytes(), quota.bytes(), DatabaseSettings.MOST_BYTES);
        }
        List<Object> row = new ArrayList<>(key);
        row.add(Math.max(0, would.records()));
        row.add(Math.max(0, would.bytes()));
        // whoever inserts it between makes this fail by the primary key, and the next attempt updates
        sql.changeEach(
                "insert into tenant_usage (tenant_kind, tenant_id, records, bytes) values (?, ?, ?, ?)", List.of(row));
    }

    private Change of(TenantId tenant) {
        Change change = changes.get(tenant);
        if (change == null) {
            throw new IllegalStateException("only what was counted is settled");
        }
        return change;
    }
}
