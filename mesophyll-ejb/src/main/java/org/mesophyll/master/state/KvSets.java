package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be set within one transaction, gathered until it is {@link #flush flushed}: in few trips to the database however much it
 * is, of several sets of one record the last one only, and in an order that makes deadlocks rare.
 */
final class KvSets {
    private static final String UPDATE =
            "update kv_record r set content = ?, content_bytes = ?, updated_us = ? where " + KvName.CONDITION;
    private static final String INSERT_RECORD = "insert into kv_record (record_id, tenant_kind, tenant_id, record_key,"
            + " scopes_hash, scopes, scope_count, content, content_bytes, created_us, updated_us)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SCOPE =
            "insert into kv_scope (tenant_kind, tenant_id, scope, record_key, record_id)" + " values (?, ?, ?, ?, ?)";

    private final Sql sql;
    private final long nowMicros;
    private final Map<KvName, byte[]> contents = new TreeMap<>(KvName.ORDER); // confined to the calling thread

    KvSets(Sql sql, long nowMicros) {
        this.sql = sql;
        this.nowMicros = nowMicros;
    }

    void add(KvName name, byte[] content) {
        contents.put(name, content);
    }

    void flush() {
        if (contents.isEmpty()) {
            return;
        }
        List<KvName> missing = update(List.copyOf(contents.keySet()));
        if (!missing.isEmpty()) {
            // whoever inserts one between makes this fail by the unique key, and the next attempt updates
            insert(missing);
        }
        contents.clear();
    }

    private List<KvName> update(List<KvName> names) {
        int[] updated = sql.changeEach(UPDATE, names.stream().map(this::changed).toList());
        List<KvName> missing = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                missing.add(names.get(i));
            }
        }
        return missing;
    }

    private List<Object> changed(KvName name) {
        byte[] content = contentOf(name);
        List<Object> parameters = new ArrayList<>(List.of(content, content.length, nowMicros));
        parameters.addAll(name.parameters());
        return parameters;
    }

    private void insert(List<KvName> names) {
        List<List<Object>> records = new ArrayList<>();
        List<List<Object>> scopes = new ArrayList<>();
        for (KvName name : names) {
            String id = UUID.randomUUID().toString();
            records.add(record(id, name));
            for (String scope : name.scopes().scopes().names()) {
                scopes.add(
                        List.of(TenantColumns.kind(name.tenant()), name.tenant().id(), scope, name.key(), id));
            }
        }
        sql.changeEach(INSERT_RECORD, records);
        sql.changeEach(INSERT_SCOPE, scopes);
    }

    private List<Object> record(String id, KvName name) {
        byte[] content = contentOf(name);
        ScopeSet scopes = name.scopes();
        List<Object> parameters = new ArrayList<>(List.of(id));
        parameters.addAll(name.parameters());
        parameters.addAll(
                List.of(scopes.encoded(), (short) scopes.count(), content, content.length, nowMicros, nowMicros));
        return parameters;
    }

    private byte[] contentOf(KvName name) {
        byte[] content = contents.get(name);
        if (content == null) {
            throw new IllegalStateException("only what was added is flushed");
        }
        return content;
    }
}
