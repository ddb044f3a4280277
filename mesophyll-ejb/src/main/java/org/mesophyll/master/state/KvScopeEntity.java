package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;

/** A row of {@code kv_scope}: that a record has a scope. */
@Entity
@Table(name = "kv_scope")
@IdClass(KvScopeEntity.Key.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // the provider fills what it makes, and reads what it stores
class KvScopeEntity {
    @Id
    @Column(name = "tenant_kind")
    private short tenantKind;

    @Id
    @Column(name = "tenant_id")
    private long tenantId;

    @Id
    @Column(name = "scope")
    private String scope;

    @Id
    @Column(name = "record_key")
    private String recordKey;

    @Id
    @Column(name = "record_id")
    private String recordId;

    protected KvScopeEntity() {}

    KvScopeEntity(TenantId tenant, String scope, String key, String recordId) {
        this.tenantKind = TenantColumns.kind(tenant);
        this.tenantId = tenant.id();
        this.scope = scope;
        this.recordKey = key;
        this.recordId = recordId;
    }

    /** All of the row. */
    @SuppressWarnings("NullAway.Init") // the provider fills it
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private short tenantKind;
        private long tenantId;
        private String scope;
        private String recordKey;
        private String recordId;

        protected Key() {}

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && tenantKind == that.tenantKind
                    && tenantId == that.tenantId
                    && scope.equals(that.scope)
                    && recordKey.equals(that.recordKey)
                    && recordId.equals(that.recordId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(tenantKind, tenantId, scope, recordKey, recordId);
        }
    }
}
