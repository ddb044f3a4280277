package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
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
            KvSets sets = new KvSets(sql, 1, state.settings.quota(), new CrowdedTenants(System::nanoTime));
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

    @Test
    void a_batch_is_done_in_order_and_each_operation_sees_those_before() {
        kv.set(TENANT, Scopes.of("a"), "old", text("old"));

        List<KeyValueAnswer> answers = kv.run(
                TENANT,
                KeyValueBatch.of(
                        new KeyValueOp.Set(Scopes.of("a"), "key", text("one")),
                        new KeyValueOp.Set(Scopes.of("a", "b"), "key", text("ab")),
                        new KeyValueOp.Get(Scopes.of("a"), "key"),
                        new KeyValueOp.Set(Scopes.of("a"), "key", text("two")),
                        new KeyValueOp.Delete(Scopes.of("b"), "key"),
                        new KeyValueOp.Find(Scopes.of("a"), LikePattern.ALL),
                        new KeyValueOp.ListScopes(),
                        new KeyValueOp.Delete(Scopes.of("a"), "none"),
                        new KeyValueOp.Get(Scopes.of("b"), "key")));

        assertThat(answers.get(0)).isEqualTo(new KeyValueAnswer.Done());
        assertThat(found(answers.get(2)).value()).isEqualTo(text("one"));
        assertThat(((KeyValueAnswer.Records) answers.get(5)).records())
                .extracting(KvRecord::value)
                .containsExactly(text("two"), text("old"));
        assertThat(answers.subList(6, 9))
                .containsExactly(
                        new KeyValueAnswer.Names(List.of("a")),
                        new KeyValueAnswer.Done(),
                        new KeyValueAnswer.Found(null));
        assertThat(kv.get(TENANT, Scopes.of("a"), "key").orElseThrow().value()).isEqualTo(text("two"));
    }

    @Test
    void a_batch_that_fails_changes_nothing_and_says_by_which_operation() {
        Value large = text("x".repeat(Limits.VALUE_BYTES - 100));
        List<KeyValueOp> operations = new ArrayList<>(List.of(new KeyValueOp.Set(Scopes.of("a"), "key", large)));
        operations.addAll(Collections.nCopies(17, new KeyValueOp.Get(Scopes.of("a"), "key")));

        assertThatExceptionOfType(AnswerTooLargeException.class)
                .isThrownBy(() -> kv.run(TENANT, new KeyValueBatch(operations)))
                .withMessage("operation 17: the answer has more than 4194304 bytes, which is the limit");
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> kv.run(
                        TENANT,
                        KeyValueBatch.of(
                                new KeyValueOp.Set(Scopes.of("a"), "key", text("fits")),
                                new KeyValueOp.Set(Scopes.of("a"), "key", text("x".repeat(Limits.VALUE_BYTES))))))
                .withMessageMatching("operation 1: the value is 2621.. bytes, the limit is 262144");

        assertThat(kv.listScopes(TENANT)).isEmpty();
    }

    @Test
    void concurrent_batches_and_sets_of_the_same_records_all_succeed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<String> keys = List.of("a", "b");
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Value value = text("value " + i);
                List<String> order = new ArrayList<>(keys);
                Collections.rotate(order, i);
                List<KeyValueOp> operations = new ArrayList<>();
                for (String key : order) {
                    operations.add(new KeyValueOp.Set(Scopes.of("s"), key, value));
                    operations.add(new KeyValueOp.Get(Scopes.of("s"), key));
                }
                calls.add(threads.submit(() -> kv.run(TENANT, new KeyValueBatch(operations))));
                calls.add(threads.submit(() -> kv.set(TENANT, Scopes.of("s"), order.get(0), value)));
            }
            for (Future<?> call : calls) {
                call.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(kv.find(TENANT, Scopes.of("s"), LikePattern.ALL))
                .extracting(KvRecord::key)
                .containsExactlyElementsOf(keys);
    }

    @Test
    void concurrent_gets_each_find_their_own() throws Exception {
        for (int i = 0; i < 50; i++) {
            kv.set(i % 2 == 0 ? TENANT : OTHER, Scopes.of("a", "s" + i), "key" + i % 7, text("value " + i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Value>> gets = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int n = i % 50;
                gets.add(threads.submit(
                        () -> kv.get(n % 2 == 0 ? TENANT : OTHER, Scopes.of("s" + n, "a"), "key" + n % 7)
                                .orElseThrow()
                                .value()));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(gets.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(text("value " + i % 50));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void deletes_of_many_records_and_of_few_share_no_fate() throws Exception {
        for (int i = 0; i < 60; i++) {
            kv.set(TENANT, Scopes.of("all", "s" + i), i < 50 ? "many" : "few", text("x"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                boolean many = i % 3 == 0;
                String other = "other" + i;
                calls.add(threads.submit(() -> kv.set(TENANT, Scopes.of("all"), other, text("x"))));
                calls.add(threads.submit(() -> kv.delete(TENANT, Scopes.of("all"), many ? "many" : "few")));
            }
            for (Future<?> call : calls) {
                call.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(kv.find(TENANT, Scopes.of("all"), LikePattern.ALL))
                .hasSize(12)
                .allSatisfy(each -> assertThat(each.key()).startsWith("other"));
        assertThat(kv.listScopes(TENANT)).containsExactly("all");
    }

    private static KvRecord found(KeyValueAnswer answer) {
        return ((KeyValueAnswer.Found) answer).entry().orElseThrow();
    }

    private static Value text(String text) {
        return new Value.Text(text);
    }

    private static List<Value> values(List<KvRecord> records) {
        return records.stream().map(KvRecord::value).toList();
    }
}
