package org.mesophyll.master.state;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.mesophyll.protocol.TenantId;

/** What tells one record from all others. */
record KvName(TenantId tenant, String key, ScopeSet scopes) {
    /** An order for locks: two transactions that take them in it never wait for each other. */
    static final Comparator<KvName> ORDER = Comparator.<KvName>comparingInt(name -> TenantColumns.kind(name.tenant))
            .thenComparingLong(name -> name.tenant.id())
            .thenComparing(KvName::key)
            .thenComparing(name -> name.scopes.hash(), Arrays::compareUnsigned);

    /** The condition on a {@code kv_record r}, for {@link #parameters}. */
    static final String CONDITION = "r.tenant_kind = ? and r.tenant_id = ? and r.record_key = ? and r.scopes_hash = ?";

    List<Object> parameters() {
        return List.of(TenantColumns.kind(tenant), tenant.id(), key, scopes.hash());
    }
}
