package org.mesophyll.client.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.FakeStateServer;
import org.mesophyll.client.FakeStateServer.Answer;
import org.mesophyll.client.StateClient;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

/** A master with one tenant's records, its state and one global entry; finds by scope alone. */
final class FakeRecords implements AutoCloseable {
    static final TenantId TENANT = TenantId.guild(1);
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final Codec<List<KvRecord>> RECORDS = Codecs.list(KvRecord.CODEC);
    private static final byte[] NIL = {(byte) 0xc0};

    private final FakeStateServer server = open();
    private final List<KvRecord> records = new CopyOnWriteArrayList<>();
    private final Map<TenantId, TenantState> states = new ConcurrentHashMap<>();
    private final StateClient client =
            StateClient.builder().url(server.url()).worker(3).token("token").build();
    private volatile @Nullable GlobalKv global; // written by the test

    FakeRecords() {
        answer();
    }

    /** Answers again, after a test has had the server do something else. */
    void answer() {
        server.answerBy(this::answer);
    }

    private static FakeStateServer open() {
        try {
            return new FakeStateServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StateClient client() {
        return client;
    }

    FakeStateServer server() {
        return server;
    }

    List<KvRecord> records() {
        return records;
    }

    void set(Scopes scopes, String key, Value value) {
        records.removeIf(record -> record.key().equals(key) && record.scopes().equals(scopes));
        records.add(new KvRecord("id", key, value, scopes, NOW, NOW));
    }

    void set(TenantState state) {
        states.put(TENANT, state);
    }

    void set(GlobalKv entry) {
        global = entry;
    }

    private Answer answer(FakeStateServer.Request request) {
        if (request.path().startsWith("/db/tenant-states")) {
            return new Answer(500, Bytes.copyOf()); // all of all tenants: nothing asks for that
        }
        if (request.path().startsWith("/db/tenant-state") && request.method().equals("GET")) {
            TenantState state = states.get(TENANT);
            return Answer.ok(state == null ? NIL : TenantState.CODEC.encode(state));
        }
        if (request.path().startsWith("/db/tenants-wanting")) {
            return Answer.ok(TenantPage.CODEC.encode(wanting(request.path())));
        }
        GlobalKv entry = global;
        if (request.path().startsWith("/db/public-global-kv")) {
            return Answer.ok(entry == null ? NIL : GlobalKv.CODEC.encode(entry));
        }
        if (!request.path().startsWith("/db/kv")) {
            return Answer.ok(new byte[0]);
        }
        try {
            return Answer.ok(KeyValueOp.CODEC
                    .decode(request.body(), DecodeLimits.DEFAULT)
                    .read(new Operations()));
        } catch (MalformedMessageException e) {
            throw new AssertionError(e);
        }
    }

    /** Answers an empty page first, which does not end the list. */
    private TenantPage wanting(String path) {
        if (!path.contains("after_id=")) {
            return new TenantPage(List.of(), TenantId.guild(0));
        }
        List<TenantId> wanting = states.entrySet().stream()
                .filter(entry ->
                        entry.getValue().events().stream().anyMatch(name -> path.contains("event=" + name + "&")))
                .map(Map.Entry::getKey)
                .toList();
        return new TenantPage(wanting, null);
    }

    private final class Operations implements KeyValueOp.Reader<byte[]> {
        @Override
        public byte[] onGet(KeyValueOp.Get get) {
            return records.stream()
                    .filter(record ->
                            record.key().equals(get.key()) && record.scopes().containsAll(get.scopes()))
                    .findFirst()
                    .map(KvRecord.CODEC::encode)
                    .orElse(NIL);
        }

        @Override
        public byte[] onListScopes() {
            return Codecs.list(Codecs.TEXT).encode(List.of("default", "scripts"));
        }

        @Override
        public byte[] onSet(KeyValueOp.Set set) {
            FakeRecords.this.set(set.scopes(), set.key(), set.value());
            return new byte[0];
        }

        @Override
        public byte[] onDelete(KeyValueOp.Delete delete) {
            records.removeIf(record ->
                    record.key().equals(delete.key()) && record.scopes().containsAll(delete.scopes()));
            return new byte[0];
        }

        @Override
        public byte[] onFind(KeyValueOp.Find find) {
            return RECORDS.encode(records.stream()
                    .filter(record -> record.scopes().containsAll(find.scopes()))
                    .toList());
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
