package org.mesophyll.master.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks records up by their names, many with one statement or each with its own. Safe for use by any number of threads. */
final class KvReader implements Combiner.Runner<KvGet> {
    private static final String SELECT =
            "select " + KvRow.COLUMNS + ", r.tenant_kind, r.tenant_id, r.scopes_hash" + " from kv_record r where ";
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
        Map<KvName.Row, KvRow> rows = transactions.read(sql -> rows(sql, gets));
        gets.forEach(get -> get.answer(rows.get(get.name().row())));
        return List.of();
    }

    private static Map<KvName.Row, KvRow> rows(Sql sql, List<KvGet> gets) {
        List<KvName> names = gets.stream().map(KvGet::name).toList();
        Map<KvName.Row, KvRow> rows = new HashMap<>();
        sql.rows(
                        SELECT + KvName.conditionOnOneOf(names),
                        KvName.parameters(names),
                        row -> Map.entry(KvName.Row.read(row), KvRow.read(row)))
                .forEach(row -> rows.put(row.getKey(), row.getValue()));
        return rows;
    }

    @Override
    public void alone(KvGet get) {
        get.answer(transactions
                .read(sql -> new KvStore(sql, get.name().tenant()).exact(get.name()))
                .orElse(null));
    }
}
