package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What one tenant may keep. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // made before each test
class QuotaTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(1);
    private static final TenantId OTHER = TenantId.guild(2);
    private static final Scopes SCOPES = Scopes.of("a");

    private KvService kv;

    QuotaTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        kv = state.keyValues(new DatabaseSettings.Quota(10, 2000, 5, 2));
    }

    @Test
    void the_record_that_is_one_too_many_is_refused_and_nobody_elses() {
        for (int i = 0; i < 10; i++) {
            kv.set(TENANT, SCOPES, "k" + i, Value.of(i));
        }

        assertRefused(() -> kv.set(TENANT, SCOPES, "more", Value.of(1)))
                .withMessage("the tenant would keep 11 records, the limit is 10 (mesophyll.tenant.max-records)");
        kv.set(OTHER, SCOPES, "more", Value.of(1));
        kv.set(TENANT, SCOPES, "k0", Value.of("one that is there"));

        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(10);
        assertCounted(TENANT);
        kv.delete(TENANT, SCOPES, "k0");
        kv.set(TENANT, SCOPES, "more", Value.of(1));
        assertCounted(TENANT);
    }

    @Test
    void bytes_are_counted_with_keys_and_scopes_and_a_larger_value_is_refused() {
        kv.set(TENANT, SCOPES, "\u00e4\ud83d\ude00", Value.of("x".repeat(1000)));
        assertCounted(TENANT);

        assertRefused(() -> kv.set(TENANT, SCOPES, "b", Value.of("x".repeat(1000))))
                .withMessageContaining("bytes of records, the limit is 2000 (mesophyll.tenant.max-bytes)");
        assertRefused(() -> kv.set(TENANT, SCOPES, "\u00e4\ud83d\ude00", Value.of("x".repeat(2000))));
        kv.set(TENANT, SCOPES, "\u00e4\ud83d\ude00", Value.of("x"));
        kv.set(TENANT, SCOPES, "b", Value.of("x".repeat(1000)));

        assertCounted(TENANT);
    }

    @Test
    void different_scopes_are_counted_and_those_of_deleted_records_are_not() {
        kv.set(TENANT, Scopes.of("a", "b", "c"), "k", Value.of(1));
        kv.set(TENANT, Scopes.of("c", "d", "e"), "k", Value.of(1));

        assertRefused(() -> kv.set(TENANT, Scopes.of("e", "f"), "k", Value.of(1)))
                .withMessage("the tenant would keep 6 different scopes, the limit is 5 (mesophyll.tenant.max-scopes)");
        kv.set(TENANT, Scopes.of("a", "e"), "k", Value.of(1));

        KvService later = state.keyValues(new DatabaseSettings.Quota(10, 2000, 5, 2));
        later.delete(TENANT, Scopes.of("a", "b"), "k");
        later.set(TENANT, Scopes.of("e", "f"), "k", Value.of(1));
        assertThat(later.listScopes(TENANT)).containsExactly("a", "c", "d", "e", "f");
        assertCounted(TENANT);
    }

    @Test
    void a_batch_is_refused_as_a_whole_and_may_make_room_for_itself() {
        for (int i = 0; i < 10; i++) {
            kv.set(TENANT, SCOPES, "k" + i, Value.of(i));
        }
        KeyValueOp more = new KeyValueOp.Set(SCOPES, "more", Value.of(1));
        KeyValueOp change = new KeyValueOp.Set(SCOPES, "k1", Value.of("changed"));

        assertRefused(() -> kv.run(TENANT, new KeyValueBatch(List.of(change, more))));
        assertThat(kv.get(TENANT, SCOPES, "k1").orElseThrow().value()).isEqualTo(Value.of(1));

        kv.run(TENANT, new KeyValueBatch(List.of(more, new KeyValueOp.Delete(SCOPES, "k0"))));
        assertThat(kv.find(TENANT, SCOPES, LikePattern.ALL)).hasSize(10);
        assertCounted(TENANT);
    }

    @Test
    void a_write_that_is_refused_within_a_group_fails_none_of_the_others() throws Exception {
        for (int i = 0; i < 10; i++) {
            kv.set(TENANT, SCOPES, "k" + i, Value.of(i));
        }
        int refused = 0;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> full = new ArrayList<>();
            List<Future<?>> others = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TenantId other = TenantId.user(i);
                full.add(threads.submit(() -> kv.set(TENANT, SCOPES, "more", Value.of(1))));
                others.add(threads.submit(() -> kv.set(other, SCOPES, "k", Value.of(1))));
            }
            for (Future<?> each : others) {
                each.get(30, TimeUnit.SECONDS);
            }
            for (Future<?> each : full) {
                try {
                    each.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(QuotaExceededException.class);
                    refused++;
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(refused).isEqualTo(40);
    }

    @Test
    void concurrent_writes_of_the_same_records_are_counted_once() throws Exception {
        KvService wide = state.keyValues(new DatabaseSettings.Quota(1000, 1_000_000, 100, 2));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                String key = "k" + i % 7;
                writes.add(threads.submit(() -> {
                    switch (n % 3) {
                        case 0 -> wide.set(TENANT, SCOPES, key, Value.of("x".repeat(n)));
                        case 1 -> wide.delete(TENANT, SCOPES, key);
                        default ->
                            wide.run(
                                    TENANT,
                                    new KeyValueBatch(List.of(
                                            new KeyValueOp.Set(SCOPES, key, Value.of(n)),
                                            new KeyValueOp.Set(Scopes.of("a", "b"), key, Value.of("y".repeat(n))))));
                    }
                }));
            }
            for (Future<?> write : writes) {
                write.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertCounted(TENANT);
    }

    @Test
    void the_global_entry_that_is_one_too_many_is_refused() {
        GlobalKvService global = state.globalKeyValues(new DatabaseSettings.Quota(10, 2000, 5, 2));
        global.create(TENANT, entry("one"));
        global.create(TENANT, entry("two"));

        assertRefused(() -> global.create(TENANT, entry("three")))
                .withMessage("the tenant would keep 3 global entries, the limit is 2"
                        + " (mesophyll.tenant.max-global-entries)");
        assertThat(global.create(OTHER, entry("three"))).isEqualTo(CreateOutcome.CREATED);
        global.delete(TENANT, "one", 1, "shop");
        assertThat(global.create(TENANT, entry("four"))).isEqualTo(CreateOutcome.CREATED);
    }

    private static CreateGlobalKv entry(String key) {
        return new CreateGlobalKv(key, 1, "short", Json.ofNull(), "shop", true, null, Json.ofNull());
    }

    private static ThrowableAssertAlternative<QuotaExceededException> assertRefused(ThrowingCallable call) {
        return assertThatExceptionOfType(QuotaExceededException.class).isThrownBy(call);
    }

    /** What is written down is what is there. */
    private void assertCounted(TenantId tenant) {
        List<Object> key = List.of(TenantColumns.kind(tenant), tenant.id());
        String there = state.sqlTransactions
                .read(sql -> sql.first(
                        "select count(*), coalesce(sum(content_bytes + octet_length(record_key) + octet_length(scopes)), 0)"
                                + " from kv_record where tenant_kind = ? and tenant_id = ?",
                        key,
                        row -> row.getLong(1) + " records of " + row.getLong(2)))
                .orElseThrow();
        String counted = state.sqlTransactions
                .read(sql -> sql.first(
                        "select records, bytes from tenant_usage where tenant_kind = ? and tenant_id = ?",
                        key,
                        row -> row.getLong(1) + " records of " + row.getLong(2)))
                .orElse("none");
        assertThat(counted).isEqualTo(there);
    }
}
