package org.mesophyll.master.state;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mesophyll.protocol.value.Bytes;

/** Looks records up by their names, many with one statement or each with its own. Safe for use by any number of threads. */
final class KvReader implements Combiner.Runner<KvGet> {
    private static final String SELECT = "select " + KvRow.COLUMNS + ", r.tenant_kind, r.tenant_id, r.scopes_hash"
            + " from kv_record r where (r.tenant_kind, r.tenant_id, r.record_key, r.scopes_hash) in (";
    private static final String NAME = "(?, ?, ?, ?)";
    private static final int NAME_BYTES = 1024;

    private final SqlTransactions transactions;

    KvReader(SqlTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int bytes(KvGet get) {
        return NAME_BYTES;
    }

    @Override
    public List<KvGet> together(List<KvGet> gets) {
        Map<RowName, KvRow> rows = transactions.read(sql -> rows(sql, gets));
        gets.forEach(get -> get.answer(rows.get(RowName.of(get.name()))));
        return List.of();
    }

    private static Map<RowName, KvRow> rows(Sql sql, List<KvGet> gets) {
        int marks = paddedCount(gets.size());
        List<Object> parameters = new ArrayList<>();
        for (int i = 0; i < marks; i++) {
            parameters.addAll(gets.get(Math.min(i, gets.size() - 1)).name().parameters());
        }
        String text = SELECT + String.join(", ", Collections.nCopies(marks, NAME)) + ")";
        Map<RowName, KvRow> rows = new HashMap<>();
        sql.rows(text, parameters, row -> Map.entry(RowName.read(row), KvRow.read(row)))
                .forEach(row -> rows.put(row.getKey(), row.getValue()));
        return rows;
    }

    /** Returns the next power of two: of so few texts the database keeps every plan. */
    private static int paddedCount(int count) {
        int highest = Integer.highestOneBit(count);
        return highest == count ? count : highest << 1;
    }

    @Override
    public void alone(KvGet get) {
        get.answer(transactions
                .read(sql -> new KvStore(sql, get.name().tenant()).exact(get.name()))
                .orElse(null));
    }

    private record RowName(short kind, long tenant, String key, Bytes hash) {
        private static RowName of(KvName name) {
            return new RowName(
                    TenantColumns.kind(name.tenant()),
                    name.tenant().id(),
                    name.key(),
                    Bytes.copyOf(name.scopes().hash()));
        }

        private static RowName read(ResultSet row) throws SQLException {
            return new RowName(
                    row.getShort("tenant_kind"),
                    row.getLong("tenant_id"),
                    row.getString("record_key"),
                    Bytes.copyOf(row.getBytes("scopes_hash")));
        }
    }
}
