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
import org.mesophyll.protocol.state.TenantState;

/** A row of {@code tenant_state}. */
@Entity
@Table(name = "tenant_state")
@IdClass(TenantStateEntity.Key.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // the provider fills what it makes, and reads what it stores
class TenantStateEntity {
    static final long FIRST_VERSION = 1;

    @Id
    @Column(name = "tenant_kind")
    private short tenantKind;

    @Id
    @Column(name = "tenant_id")
    private long tenantId;

    @Column(name = "content", nullable = false)
    private byte[] content;

    // counted by the updates themselves: the provider's optimistic locking would fail the slower of two writers
    @Column(name = "version", nullable = false)
    private long version;

    @Column(name = "updated_us", nullable = false)
    private long updatedMicros;

    protected TenantStateEntity() {}

    TenantStateEntity(TenantId tenant, byte[] content, long nowMicros) {
        this.tenantKind = TenantColumns.kind(tenant);
        this.tenantId = tenant.id();
        this.content = content;
        this.version = FIRST_VERSION;
        this.updatedMicros = nowMicros;
    }

    TenantId tenant() {
        return TenantColumns.tenant(tenantKind, tenantId);
    }

    long version() {
        return version;
    }

    TenantState toState() {
        return Stored.decode(TenantState.CODEC, content);
    }

    /** Names the tenant. */
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        private short tenantKind;
        private long tenantId;

        protected Key() {}

        Key(TenantId tenant) {
            this.tenantKind = TenantColumns.kind(tenant);
            this.tenantId = tenant.id();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && tenantKind == that.tenantKind && tenantId == that.tenantId;
        }

        @Override
        public int hashCode() {
            return Objects.hash(tenantKind, tenantId);
        }
    }
}
