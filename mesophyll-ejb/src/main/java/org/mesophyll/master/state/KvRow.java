package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A row of {@code kv_record}, decoded by whoever wants it rather than by the thread that holds the connection. */
final class KvRow {
    /** What {@link #read} needs of a {@code kv_record r}, in its order. */
    static final String COLUMNS = "r.record_id, r.record_key, r.content, r.scopes, r.created_us, r.updated_us";

    static final Comparator<KvRecord> ORDER =
            Comparator.comparing(KvRecord::key, CodePointOrder.COMPARATOR).thenComparing(KvRecord::id);

    private final String id;
    private final String key;
    private final byte[] content;
    private final byte[] scopes;
    private final long createdMicros;
    private final long updatedMicros;

    private KvRow(ResultSet row) throws SQLException {
        this.id = row.getString(1);
        this.key = row.getString(2);
        this.content = row.getBytes(3);
        this.scopes = row.getBytes(4);
        this.createdMicros = row.getLong(5);
        this.updatedMicros = row.getLong(6);
    }

    static KvRow read(ResultSet row) throws SQLException {
        return new KvRow(row);
    }

    int contentBytes() {
        return content.length;
    }

    KvRecord toRecord() {
        return new KvRecord(
                id,
                key,
                Stored.decode(Value.CODEC, content),
                Stored.decode(Scopes.CODEC, scopes),
                Micros.toInstant(createdMicros),
                Micros.toInstant(updatedMicros));
    }
}
