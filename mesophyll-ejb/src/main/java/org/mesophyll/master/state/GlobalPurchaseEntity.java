package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;

/** A row of {@code global_purchase}: that a tenant has bought an entry. */
@Entity
@Table(name = "global_purchase")
@IdClass(GlobalPurchaseEntity.Key.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // the provider fills what it makes, and reads what it stores
class GlobalPurchaseEntity {
    @Id
    @Column(name = "entry_key")
    private String entryKey;

    @Id
    @Column(name = "version")
    private int version;

    @Id
    @Column(name = "scope")
    private String scope;

    @Id
    @Column(name = "tenant_kind")
    private short tenantKind;

    @Id
    @Column(name = "tenant_id")
    private long tenantId;

    @Column(name = "granted_us", nullable = false)
    private long grantedMicros;

    protected GlobalPurchaseEntity() {}

    GlobalPurchaseEntity(GlobalKvName name, TenantId tenant, long nowMicros) {
        this.entryKey = name.key();
        this.version = name.version();
        this.scope = name.scope();
        this.tenantKind = TenantColumns.kind(tenant);
        this.tenantId = tenant.id();
        this.grantedMicros = nowMicros;
    }

    /** Names the entry and the tenant. */
    @SuppressWarnings("NullAway.Init") // the provider fills what it makes
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private String entryKey;
        private int version;
        private String scope;
        private short tenantKind;
        private long tenantId;

        protected Key() {}

        Key(GlobalKvName name, TenantId tenant) {
            this.entryKey = name.key();
            this.version = name.version();
            this.scope = name.scope();
            this.tenantKind = TenantColumns.kind(tenant);
            this.tenantId = tenant.id();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && version == that.version
                    && tenantKind == that.tenantKind
                    && tenantId == that.tenantId
                    && entryKey.equals(that.entryKey)
                    && scope.equals(that.scope);
        }

        @Override
        public int hashCode() {
            return Objects.hash(entryKey, version, scope, tenantKind, tenantId);
        }
    }
}
