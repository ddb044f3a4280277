package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.value.Json;

/** A row of {@code global_kv}: an entry without its data. */
@Entity
@Table(name = "global_kv")
@IdClass(GlobalKvKey.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // the provider fills what it makes, and reads what it stores
class GlobalKvEntity {
    @Id
    @Column(name = "entry_key")
    private String entryKey;

    @Id
    @Column(name = "version")
    private int version;

    @Id
    @Column(name = "scope")
    private String scope;

    @Column(name = "owner_kind", nullable = false)
    private short ownerKind;

    @Column(name = "owner_id", nullable = false)
    private long ownerId;

    @Column(name = "price")
    private @Nullable Long price;

    @Column(name = "short_description", nullable = false)
    private String shortDescription;

    @Column(name = "public_metadata", nullable = false)
    private byte[] publicMetadata;

    // of the metadata and the long description: what the entry adds to an answer
    @Column(name = "content_bytes", nullable = false)
    private int contentBytes;

    @Column(name = "public_data", nullable = false)
    private boolean publicData;

    @Column(name = "review_state", nullable = false)
    private String reviewState;

    @Column(name = "long_description")
    private @Nullable String longDescription;

    @Column(name = "created_us", nullable = false)
    private long createdMicros;

    @Column(name = "updated_us", nullable = false)
    private long updatedMicros;

    protected GlobalKvEntity() {}

    GlobalKvEntity(TenantId owner, CreateGlobalKv entry, long nowMicros) {
        this.entryKey = entry.key();
        this.version = entry.version();
        this.scope = entry.scope();
        this.ownerKind = TenantColumns.kind(owner);
        this.ownerId = owner.id();
        this.shortDescription = entry.shortDescription();
        this.publicMetadata = Stored.encode("the public metadata", Json.CODEC, entry.publicMetadata());
        this.longDescription = entry.longDescription();
        this.contentBytes = publicMetadata.length + checkedBytes(entry.longDescription());
        this.publicData = entry.publicData();
        this.reviewState = ReviewState.PENDING.wireName();
        this.createdMicros = nowMicros;
        this.updatedMicros = nowMicros;
    }

    private static int checkedBytes(@Nullable String longDescription) {
        int bytes = longDescription == null ? 0 : longDescription.getBytes(StandardCharsets.UTF_8).length;
        Stored.check("the long description", bytes);
        return bytes;
    }

    GlobalKvName name() {
        return new GlobalKvName(entryKey, version, scope);
    }

    TenantId owner() {
        return TenantColumns.tenant(ownerKind, ownerId);
    }

    boolean isApproved() {
        return ReviewState.APPROVED.wireName().equals(reviewState);
    }

    boolean isPriced() {
        return price != null;
    }

    boolean isOpaque() {
        return isPriced() || !publicData;
    }

    int contentBytes() {
        return contentBytes;
    }

    void review(ReviewState state, long nowMicros) {
        reviewState = state.wireName();
        updatedMicros = nowMicros;
    }

    void price(@Nullable Long amount, long nowMicros) {
        price = amount;
        updatedMicros = nowMicros;
    }

    PartialGlobalKv toPartial() {
        TenantId owner = owner();
        return new PartialGlobalKv(
                entryKey,
                version,
                owner.decimalId(),
                owner.kind().lowerCaseName(),
                price,
                shortDescription,
                Stored.decode(Json.CODEC, publicMetadata),
                scope,
                Micros.toInstant(createdMicros),
                Micros.toInstant(updatedMicros),
                publicData,
                ReviewState.parse(reviewState),
                longDescription);
    }
}
