package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A row of {@code kv_record}, as a record and with the size of its value. */
record KvRow(KvRecord entry, int contentBytes) {
    /** What {@link #read} needs of a {@code kv_record r}, in its order. */
    static final String COLUMNS = "r.record_id, r.record_key, r.content, r.scopes, r.created_us, r.updated_us";

    static final Comparator<KvRecord> ORDER =
            Comparator.comparing(KvRecord::key, CodePointOrder.COMPARATOR).thenComparing(KvRecord::id);

    static KvRow read(ResultSet row) throws SQLException {
        byte[] content = row.getBytes(3);
        KvRecord entry = new KvRecord(
                row.getString(1),
                row.getString(2),
                Stored.decode(Value.CODEC, content),
                Stored.decode(Scopes.CODEC, row.getBytes(4)),
                Micros.toInstant(row.getLong(5)),
                Micros.toInstant(row.getLong(6)));
        return new KvRow(entry, content.length);
    }
}
