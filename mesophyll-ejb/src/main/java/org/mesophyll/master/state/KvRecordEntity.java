package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A row of {@code kv_record}. */
@Entity
@Table(name = "kv_record")
@SuppressWarnings("NullAway.Init") // the provider fills what it makes
class KvRecordEntity {
    @Id
    @Column(name = "record_id")
    private String recordId;

    @Column(name = "tenant_kind", nullable = false)
    private short tenantKind;

    @Column(name = "tenant_id", nullable = false)
    private long tenantId;

    @Column(name = "record_key", nullable = false)
    private String recordKey;

    @Column(name = "scopes_hash", nullable = false)
    private byte[] scopesHash;

    @Column(name = "scopes", nullable = false)
    private byte[] scopes;

    @Column(name = "scope_count", nullable = false)
    private short scopeCount;

    @Column(name = "content", nullable = false)
    private byte[] content;

    @Column(name = "content_bytes", nullable = false)
    private int contentBytes;

    @Column(name = "created_us", nullable = false)
    private long createdMicros;

    @Column(name = "updated_us", nullable = false)
    private long updatedMicros;

    protected KvRecordEntity() {}

    KvRecordEntity(String recordId, TenantId tenant, String key, ScopeSet scopes, byte[] content, long nowMicros) {
        this.recordId = recordId;
        this.tenantKind = TenantColumns.kind(tenant);
        this.tenantId = tenant.id();
        this.recordKey = key;
        this.scopesHash = scopes.hash();
        this.scopes = scopes.encoded();
        this.scopeCount = (short) scopes.count();
        this.content = content;
        this.contentBytes = content.length;
        this.createdMicros = nowMicros;
        this.updatedMicros = nowMicros;
    }

    String recordId() {
        return recordId;
    }

    String recordKey() {
        return recordKey;
    }

    KvRecord toRecord() {
        return new KvRecord(
                recordId,
                recordKey,
                Stored.decode(Value.CODEC, content),
                Stored.decode(Scopes.CODEC, scopes),
                Micros.toInstant(createdMicros),
                Micros.toInstant(updatedMicros));
    }
}
