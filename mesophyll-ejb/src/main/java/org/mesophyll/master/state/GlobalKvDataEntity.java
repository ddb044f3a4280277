package org.mesophyll.master.state;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.value.Json;

/** A row of {@code global_kv_data}: an entry's data, apart so that a search does not read it. */
@Entity
@Table(name = "global_kv_data")
@IdClass(GlobalKvKey.class)
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // the provider fills what it makes, and reads what it stores
class GlobalKvDataEntity {
    @Id
    @Column(name = "entry_key")
    private String entryKey;

    @Id
    @Column(name = "version")
    private int version;

    @Id
    @Column(name = "scope")
    private String scope;

    @Column(name = "content", nullable = false)
    private byte[] content;

    protected GlobalKvDataEntity() {}

    GlobalKvDataEntity(CreateGlobalKv entry) {
        this.entryKey = entry.key();
        this.version = entry.version();
        this.scope = entry.scope();
        this.content = Stored.encode("the data", Json.CODEC, entry.data());
    }

    Json data() {
        return Stored.decode(Json.CODEC, content);
    }
}
