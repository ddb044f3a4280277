package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Limits;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class KvServiceTest extends StateTest {
    private static final TenantId TENANT = TenantId.guild(-2);
    private static final TenantId OTHER = TenantId.user(-2);

    private KvService kv;

    KvServiceTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        kv = state.keyValues();
    }

    @Test
    void returns_what_was_set_with_id_and_times() {
        kv.set(TENANT, Scopes.of("b", "a"), "key", text("one"));

        KvRecord record = kv.get(TENANT, Scopes.of("a", "b"), "key").orElseThrow();

        assertThat(record.id()).isNotEmpty();
        assertThat(record.key()).isEqualTo("key");
        assertThat(record.value()).isEqualTo(text("one"));
        assertThat(record.scopes()).isEqualTo(Scopes.of("a", "b"));
        assertThat(record.createdAt()).isEqualTo(TestClock.START);
        assertThat(record.lastUpdatedAt()).isEqualTo(TestClock.START);
    }

    @Test
    void keeps_id_and_creation_when_it_sets_again() {
        kv.set(TENANT, Scopes.of("a"), "key", text("one"));
        KvRecord first = kv.get(TENANT, Scopes.of("a"), "key").orElseThrow();
        state.clock.advance(Duration.ofNanos(1000));

        kv.set(TENANT, Scopes.of("a"), "key", text("two"));

        KvRecord second = kv.get(TENANT, Scopes.of("a"), "key").orElseThrow();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.createdAt()).isEqualTo(TestClock.START);
        assertThat(second.lastUpdatedAt()).isEqualTo(TestClock.START.plusNanos(1000));
        assertThat(second.value()).isEqualTo(text("two"));
    }

    @Test
    void matches_records_that_have_more_scopes_than_asked_for_but_not_fewer() {
        kv.set(TENANT, Scopes.of("a", "b"), "key", text("ab"));

        assertThat(kv.get(TENANT, Scopes.of("b"), "key")).isPresent();
        assertThat(kv.get(TENANT, Scopes.of("a", "b", "c"), "key")).isEmpty();
        assertThat(kv.get(TENANT, Scopes.of("c"), "key")).isEmpty();
    }

    @Test
    void prefers_exactly_the_scopes_then_the_fewest_then_the_latest() {
        kv.set(TENANT, Scopes.of("a", "b", "c"), "key", text("abc"));
        kv.set(TENANT, Scopes.of("a", "c"), "key", text("ac"));
        state.clock.advance(Duration.ofSeconds(1));
        kv.set(TENANT, Scopes.of("a", "b"), "key", text("ab"));

        assertThat(kv.get(TENANT, Scopes.of("a"), "key").orElseThrow().value()).isEqualTo(text("ab"));
        assertThat(kv.get(TENANT, Scopes.of("c"), "key").orElseThrow().value()).isEqualTo(text("ac"));
        assertThat(kv.get(TENANT, Scopes.of("b", "c"), "key").orElseThrow().value())
                .isEqualTo(text("abc"));
        kv.set(TENANT, Scopes.of("a"), "key", text("a"));
        assertThat(kv.get(TENANT, Scopes.of("a"), "key").orElseThrow().value()).isEqualTo(text("a"));
    }

    @Test
    void keeps_tenants_apart() {
        kv.set(TENANT, Scopes.of("a"), "key", text("one"));

        assertThat(kv.get(OTHER, Scopes.of("a"), "key")).isEmpty();
        assertThat(kv.find(OTHER, Scopes.of("a"), LikePattern.ALL)).isEmpty();
        assertThat(kv.listScopes(OTHER)).isEmpty();
        kv.delete(OTHER, Scopes.of("a"), "key");
        assertThat(kv.get(TENANT, Scopes.of("a"), "key")).isPresent();
    }

    @Test
    void deletes_every_record_with_the_key_and_the_scopes() {
        kv.set(TENANT, Scopes.of("a"), "key", text("a"));
        kv.set(TENANT, Scopes.of("a", "b"), "key", text("ab"));
        kv.set(TENANT, Scopes.of("b"), "key", text("b"));
        kv.set(TENANT, Scopes.of("a"), "other", text("other"));

        kv.delete(TENANT, Scopes.of("a"), "key");

        assertThat(values(kv.find(TENANT, Scopes.of("a"), LikePattern.ALL))).containsExactly(text("other"));
        assertThat(values(kv.find(TENANT, Scopes.of("b"), LikePattern.ALL))).containsExactly(text("b"));
        kv.delete(TENANT, Scopes.of("a"), "other");
        assertThat(kv.listScopes(TENANT)).containsExactly("b");
    }

    @Test
    void lists_each_scope_once_by_code_point() {
        for (String scope : List.of("z", "\uD83D\uDE00", "a", "\uFFFD", "B", "é")) {
            kv.set(TENANT, Scopes.of(scope, "all"), "key " + scope, text("x"));
        }

        assertThat(kv.listScopes(TENANT)).containsExactly("B", "a", "all", "z", "é", "\uFFFD", "\uD83D\uDE00");
    }

    @Test
    void finds_by_pattern_and_scopes_in_the_order_of_code_points() {
        List<String> keys = List.of("b", "\uD83D\uDE00x", "a", "\uFFFDx", "C", "ä");
        keys.forEach(key -> kv.set(TENANT, Scopes.of("a", "b"), key, text(key)));
        kv.set(TENANT, Scopes.of("b"), "d", text("not in a"));

        assertThat(kv.find(TENANT, Scopes.of("a"), LikePattern.ALL))
                .extracting(KvRecord::key)
                .containsExactly("C", "a", "b", "ä", "\uFFFDx", "\uD83D\uDE00x");
        assertThat(kv.find(TENANT, Scopes.of("a"), new LikePattern("_x")))
                .extracting(KvRecord::key)
                .containsExactly("\uFFFDx", "\uD83D\uDE00x");
        assertThat(kv.find(TENANT, Scopes.of("a", "b"), LikePattern.startingWith("\uFFFD")))
                .extracting(KvRecord::key)
                .containsExactly("\uFFFDx");
    }

    @Test
    void finds_more_than_a_page_of_one_key() {
        byte[] content = Value.CODEC.encode(text("x"));
        boolean unused = state.sqlTransactions.write(sql -> {
            KvSets sets = new KvSets(sql, 1);
            for (int i = 0; i < 1100; i++) {
                ScopeSet scopes = ScopeSet.of(Scopes.of("all", "user:" + i));
                sets.add(new KvName(TENANT, i % 2 == 0 ? "even" : "odd", scopes), content);
            }
            sets.flush();
            return true;
        });

        assertThat(kv.find(TENANT, Scopes.of("all"), LikePattern.ALL)).hasSize(1100);
        assertThat(kv.find(TENANT, Scopes.of("all"), new LikePattern("e%n"))).hasSize(550);
        assertThat(kv.find(TENANT, Scopes.of("all", "user:7"), LikePattern.ALL)).hasSize(1);
        kv.delete(TENANT, Scopes.of("all"), "odd");
        assertThat(kv.find(TENANT, Scopes.of("all"), LikePattern.ALL)).hasSize(550);
        assertThat(kv.listScopes(TENANT)).hasSize(551);
    }

    @Test
    void refuses_to_find_more_bytes_than_the_limit() {
        Value large = new Value.Text("x".repeat(Limits.VALUE_BYTES - 100));
        for (int i = 0; i < 17; i++) {
            kv.set(TENANT, Scopes.of("a"), "key" + i, large);
        }

        assertThatExceptionOfType(AnswerTooLargeException.class)
                .isThrownBy(() -> kv.find(TENANT, Scopes.of("a"), LikePattern.ALL))
                .withMessage("the answer has more than 4194304 bytes, which is the limit");
        assertThat(kv.find(TENANT, Scopes.of("a"), new LikePattern("key1_"))).hasSize(7);
    }

    @Test
    void refuses_a_value_over_the_limit_and_takes_one_at_it() {
        int header = Value.CODEC.encode(text("x".repeat(Limits.VALUE_BYTES / 2))).length - Limits.VALUE_BYTES / 2;
        Value fits = text("x".repeat(Limits.VALUE_BYTES - header));

        kv.set(TENANT, Scopes.of("a"), "key", fits);

        assertThat(kv.get(TENANT, Scopes.of("a"), "key").orElseThrow().value()).isEqualTo(fits);
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() ->
                        kv.set(TENANT, Scopes.of("a"), "key", text("x".repeat(Limits.VALUE_BYTES - header + 1))))
                .withMessage("the value is 262145 bytes, the limit is 262144");
    }

    @Test
    void concurrent_sets_of_one_key_all_succeed_and_leave_one_record() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 20; round++) {
                String key = "key" + round;
                List<Future<?>> sets = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    Value value = new Value.Buffer(Bytes.copyOf((byte) i));
                    sets.add(threads.submit(() -> kv.set(TENANT, Scopes.of("a", "b"), key, value)));
                }
                for (Future<?> set : sets) {
                    set.get(30, TimeUnit.SECONDS);
                }
                assertThat(kv.find(TENANT, Scopes.of("a"), new LikePattern(key)))
                        .hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void concurrent_sets_and_deletes_leave_no_scope_behind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean set = i % 2 == 0;
                calls.add(threads.submit(() -> {
                    if (set) {
                        kv.set(TENANT, Scopes.of("a", "b"), "key", text("x"));
                    } else {
                        kv.delete(TENANT, Scopes.of("b"), "key");
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        kv.delete(TENANT, Scopes.of("b"), "key");

        assertThat(kv.listScopes(TENANT)).isEmpty();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static List<Value> values(List<KvRecord> records) {
        return records.stream().map(KvRecord::value).toList();
    }
}
