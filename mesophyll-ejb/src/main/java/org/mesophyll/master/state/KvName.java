package org.mesophyll.master.state;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Bytes;

/** What tells one record from all others. */
record KvName(TenantId tenant, String key, ScopeSet scopes) {
    /** An order for locks: two transactions that take them in it never wait for each other. */
    static final Comparator<KvName> ORDER = Comparator.<KvName>comparingInt(name -> TenantColumns.kind(name.tenant))
            .thenComparingLong(name -> name.tenant.id())
            .thenComparing(KvName::key)
            .thenComparing(name -> name.scopes.hash(), Arrays::compareUnsigned);

    /** The condition on a {@code kv_record r}, for {@link #parameters()}. */
    static final String CONDITION = "r.tenant_kind = ? and r.tenant_id = ? and r.record_key = ? and r.scopes_hash = ?";

    private static final String NAME = "(?, ?, ?, ?)";

    /** A name as a row of {@code kv_record} has it. */
    record Row(short kind, long tenant, String key, Bytes hash) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getShort("tenant_kind"),
                    row.getLong("tenant_id"),
                    row.getString("record_key"),
                    Bytes.copyOf(row.getBytes("scopes_hash")));
        }
    }

    Row row() {
        return new Row(TenantColumns.kind(tenant), tenant.id(), key, Bytes.copyOf(scopes.hash()));
    }

    /** Returns what the name counts in the tenant's quota: the bytes of its key and of its scopes, as columns hold them. */
    int bytes() {
        return key.getBytes(StandardCharsets.UTF_8).length + scopes.encoded().length;
    }

    List<Object> parameters() {
        return List.of(TenantColumns.kind(tenant), tenant.id(), key, scopes.hash());
    }

    /** Returns the condition that a {@code kv_record r} has one of the names, for {@link #parameters(List)}. */
    static String conditionOnOneOf(List<KvName> names) {
        return "(r.tenant_kind, r.tenant_id, r.record_key, r.scopes_hash) in ("
                + String.join(", ", Collections.nCopies(paddedCount(names.size()), NAME)) + ")";
    }

    static List<Object> parameters(List<KvName> names) {
        int count = paddedCount(names.size());
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parameters.addAll(names.get(Math.min(i, names.size() - 1)).parameters());
        }
        return parameters;
    }

    /** Returns the next power of two: of so few texts the database keeps every plan. */
    private static int paddedCount(int count) {
        int highest = Integer.highestOneBit(count);
        return highest == count ? count : highest << 1;
    }
}
