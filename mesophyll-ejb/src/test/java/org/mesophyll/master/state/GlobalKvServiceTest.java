package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.value.Json;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class GlobalKvServiceTest extends StateTest {
    private static final TenantId OWNER = TenantId.guild(-2);
    private static final TenantId BUYER = TenantId.user(7);
    private static final String SCOPE = "sh/op";

    private GlobalKvService global;

    GlobalKvServiceTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        global = state.globalKeyValues();
    }

    @Test
    void shows_an_entry_once_it_is_approved_and_no_longer_when_it_is_rejected() {
        assertThat(global.create(OWNER, entry("key", 1))).isEqualTo(CreateOutcome.CREATED);
        assertThat(get("key", BUYER)).isNull();
        assertThat(global.find(LikePattern.ALL, SCOPE)).isEmpty();

        assertThat(global.review("key", 1, SCOPE, ReviewState.APPROVED)).isTrue();

        GlobalKv seen = global.get("key", 1, SCOPE, null).orElseThrow();
        assertThat(seen.data()).isEqualTo(new GlobalKvData.Data(Json.of("data of key"), false));
        assertThat(global.find(LikePattern.ALL, SCOPE)).containsExactly(seen.partial());
        assertThat(seen.partial().ownerId()).isEqualTo("18446744073709551614");
        assertThat(seen.partial().ownerType()).isEqualTo("guild");
        assertThat(seen.partial().longDescription()).isEqualTo("long");
        assertThat(seen.partial().publicMetadata()).isEqualTo(Json.array(Json.of(1)));
        assertThat(seen.partial().createdAt()).isEqualTo(TestClock.START);

        global.review("key", 1, SCOPE, ReviewState.REJECTED);
        assertThat(get("key", BUYER)).isNull();
        assertThat(global.find(LikePattern.ALL, SCOPE)).isEmpty();
    }

    @Test
    void asks_for_a_purchase_unless_the_tenant_has_bought_or_owns() {
        approved("key");
        global.price("key", 1, SCOPE, 250L);
        GlobalKvData toBuy = new GlobalKvData.PurchaseRequired("https://shop.example/sh%2Fop/key?v=1");
        GlobalKvData bought = new GlobalKvData.Data(Json.of("data of key"), true);

        assertThat(data("key", null)).isEqualTo(toBuy);
        assertThat(data("key", BUYER)).isEqualTo(toBuy);
        assertThat(data("key", OWNER)).isEqualTo(bought);
        assertThat(global.grantPurchase(BUYER, "key", 1, SCOPE)).isEqualTo(GrantOutcome.GRANTED);
        assertThat(global.grantPurchase(BUYER, "key", 1, SCOPE)).isEqualTo(GrantOutcome.ALREADY_GRANTED);
        assertThat(data("key", BUYER)).isEqualTo(bought);
        assertThat(data("key", TenantId.guild(7))).isEqualTo(toBuy);

        global.price("key", 1, SCOPE, null);
        assertThat(data("key", null)).isEqualTo(new GlobalKvData.Data(Json.of("data of key"), false));
    }

    @Test
    void says_so_when_there_is_no_such_entry() {
        assertThat(global.review("key", 1, SCOPE, ReviewState.APPROVED)).isFalse();
        assertThat(global.price("key", 1, SCOPE, 1L)).isFalse();
        assertThat(global.grantPurchase(BUYER, "key", 1, SCOPE)).isEqualTo(GrantOutcome.NOT_FOUND);
        assertThat(global.delete(OWNER, "key", 1, SCOPE)).isEqualTo(DeleteOutcome.NOT_FOUND);
    }

    @Test
    void lets_only_the_owner_delete_and_deletes_purchases_too() {
        approved("key");
        global.price("key", 1, SCOPE, 1L);
        global.grantPurchase(BUYER, "key", 1, SCOPE);

        assertThat(global.delete(BUYER, "key", 1, SCOPE)).isEqualTo(DeleteOutcome.NOT_FOUND);
        assertThat(global.delete(OWNER, "key", 1, SCOPE)).isEqualTo(DeleteOutcome.DELETED);

        assertThat(get("key", OWNER)).isNull();
        approved("key");
        global.price("key", 1, SCOPE, 1L);
        assertThat(data("key", BUYER)).isInstanceOf(GlobalKvData.PurchaseRequired.class);
    }

    @Test
    void of_concurrent_creations_one_succeeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<CreateOutcome> outcomes = new ArrayList<>();
            Callable<CreateOutcome> create = () -> global.create(OWNER, entry("key", 1));
            for (Future<CreateOutcome> outcome : threads.invokeAll(Collections.nCopies(16, create))) {
                outcomes.add(outcome.get(30, TimeUnit.SECONDS));
            }
            assertThat(outcomes).containsOnlyOnce(CreateOutcome.CREATED).contains(CreateOutcome.EXISTS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void finds_more_than_a_page_by_pattern_within_a_scope() {
        for (int i = 0; i < 220; i++) {
            approved("key-" + i);
        }
        global.create(
                OWNER, new CreateGlobalKv("key-x", 1, "short", Json.ofNull(), "other", true, null, Json.ofNull()));
        global.review("key-x", 1, "other", ReviewState.APPROVED);

        assertThat(global.find(new LikePattern("key-%"), SCOPE)).hasSize(220);
        assertThat(global.find(new LikePattern("key-1_"), SCOPE))
                .extracting(PartialGlobalKv::key)
                .containsExactly(
                        "key-10", "key-11", "key-12", "key-13", "key-14", "key-15", "key-16", "key-17", "key-18",
                        "key-19");
    }

    @Test
    void lists_for_the_staff_page_by_page() {
        for (int version = 5; version > 0; version--) {
            global.create(OWNER, entry("key", version));
        }
        global.review("key", 2, SCOPE, ReviewState.REJECTED);

        List<PartialGlobalKv> first = global.list(ReviewState.PENDING, null, 3).entries();
        List<PartialGlobalKv> second = global.list(ReviewState.PENDING, new GlobalKvName("key", 4, SCOPE), 3)
                .entries();

        assertThat(first).extracting(PartialGlobalKv::version).containsExactly(1, 3, 4);
        assertThat(second).extracting(PartialGlobalKv::version).containsExactly(5);
        assertThat(global.list(null, null, 10).entries()).hasSize(5);
    }

    @Test
    void refuses_data_and_texts_over_the_limit() {
        Json large = Json.of("x".repeat(Limits.VALUE_BYTES));

        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() ->
                        global.create(OWNER, new CreateGlobalKv("key", 1, "", Json.ofNull(), SCOPE, true, null, large)))
                .withMessage("the data is 262149 bytes, the limit is 262144");
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() ->
                        global.create(OWNER, new CreateGlobalKv("key", 1, "", large, SCOPE, true, null, Json.ofNull())))
                .withMessageStartingWith("the public metadata is");
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> global.create(
                        OWNER,
                        new CreateGlobalKv(
                                "key",
                                1,
                                "",
                                Json.ofNull(),
                                SCOPE,
                                true,
                                "é".repeat(Limits.VALUE_BYTES / 2 + 1),
                                Json.ofNull())))
                .withMessage("the long description is 262146 bytes, the limit is 262144");
    }

    private void approved(String key) {
        global.create(OWNER, entry(key, 1));
        global.review(key, 1, SCOPE, ReviewState.APPROVED);
    }

    private @Nullable GlobalKv get(String key, @Nullable TenantId tenant) {
        return global.get(key, 1, SCOPE, tenant).orElse(null);
    }

    private @Nullable GlobalKvData data(String key, @Nullable TenantId tenant) {
        return global.get(key, 1, SCOPE, tenant).map(GlobalKv::data).orElse(null);
    }

    private static CreateGlobalKv entry(String key, int version) {
        return new CreateGlobalKv(
                key, version, "short", Json.array(Json.of(1)), SCOPE, true, "long", Json.of("data of " + key));
    }
}
