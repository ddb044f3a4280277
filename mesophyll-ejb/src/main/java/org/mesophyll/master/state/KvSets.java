package org.mesophyll.master.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is to be set within one transaction, gathered until it is {@link #flush flushed}: in few trips to the database however much it
 * is, of several sets of one record the last one only, and in an order that makes deadlocks rare. Counts what tenants keep, which
 * {@link #end} writes down.
 */
final class KvSets {
    private static final String SIZE = "select r.content_bytes, r.tenant_kind, r.tenant_id, r.record_key, r.scopes_hash"
            + " from kv_record r where ";
    private static final String UPDATE =
            "update kv_record r set content = ?, content_bytes = ?, updated_us = ? where " + KvName.CONDITION;
    private static final String INSERT_RECORD = "insert into kv_record (record_id, tenant_kind, tenant_id, record_key,"
            + " scopes_hash, scopes, scope_count, content, content_bytes, created_us, updated_us)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_SCOPE =
            "insert into kv_scope (tenant_kind, tenant_id, scope, record_key, record_id)" + " values (?, ?, ?, ?, ?)";

    private final Sql sql;
    private final long nowMicros;
    private final TenantUsage usage;
    private final TenantScopes knownScopes;
    private final Map<KvName, byte[]> contents = new TreeMap<>(KvName.ORDER); // confined to the calling thread

    KvSets(Sql sql, long nowMicros, DatabaseSettings.Quota quota, CrowdedTenants crowded) {
        this.sql = sql;
        this.nowMicros = nowMicros;
        this.usage = new TenantUsage(sql, quota);
        this.knownScopes = new TenantScopes(sql, quota, crowded);
    }

    void add(KvName name, byte[] content) {
        contents.put(name, content);
    }

    /** Returns what counts what the transaction adds and takes away. */
    TenantUsage usage() {
        return usage;
    }

    /**
     * Does what is left to be done in the transaction.
     *
     * @throws QuotaExceededException if a tenant would keep more than it may
     */
    void end() {
        flush();
        usage.settle();
    }

    void flush() {
        if (contents.isEmpty()) {
            return;
        }
        Map<KvName.Row, Integer> sizes = lock(List.copyOf(contents.keySet()));
        List<KvName> there = new ArrayList<>();
        List<KvName> missing = new ArrayList<>();
        for (KvName name : contents.keySet()) {
            Integer size = sizes.get(name.row());
            (size == null ? missing : there).add(name);
            if (size != null) {
                usage.add(name.tenant(), 0, contentOf(name).length - size);
            }
        }
        if (!there.isEmpty()) {
            sql.changeEach(UPDATE, there.stream().map(this::changed).toList());
        }
        if (!missing.isEmpty()) {
            // whoever inserts one between makes this fail by the unique key, and the next attempt updates
            insert(missing);
            knownScopes.add(missing);
        }
        contents.clear();
    }

    /** Returns how large the contents are that are there, which stay so until the transaction ends. */
    private Map<KvName.Row, Integer> lock(List<KvName> names) {
        Map<KvName.Row, Integer> sizes = new HashMap<>();
        Sql.Row<Boolean> row = each -> sizes.put(KvName.Row.read(each), each.getInt("content_bytes")) == null;
        if (sql.isH2()) { // works in this thread, and does not look up a list of names by the index
            names.forEach(name -> sql.rows(SIZE + KvName.CONDITION + " for update", name.parameters(), row));
        } else {
            sql.rows(
                    SIZE + KvName.conditionOnOneOf(names) + " order by r.tenant_kind, r.tenant_id, r.record_key,"
                            + " r.scopes_hash for update",
                    KvName.parameters(names),
                    row);
        }
        return sizes;
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
            usage.add(name.tenant(), 1, contentOf(name).length + name.bytes());
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
