package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.master.registry.TokenStore.StoredToken;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class WorkerTokenStoreTest extends StateTest {
    private static final WorkerId WORKER = new WorkerId(7);
    private static final Instant GRACE_END = TestClock.START.plusSeconds(60);

    private WorkerTokenStore store;

    WorkerTokenStoreTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        store = state.workerTokens();
    }

    @Test
    void registers_a_worker_once() {
        assertThat(store.register(WORKER, hash(1))).isTrue();
        assertThat(store.register(WORKER, hash(2))).isFalse();

        assertThat(store.load()).containsExactly(new StoredToken(WORKER, hash(1), TestClock.START, null));
    }

    @Test
    void makes_a_workers_tokens_exactly_what_it_is_told_as_often_as_it_is_told() {
        StoredToken first = new StoredToken(WORKER, hash(1), TestClock.START, GRACE_END);
        StoredToken second = new StoredToken(WORKER, hash(2), TestClock.START.plusSeconds(1), null);

        store.put(WORKER, List.of(first, second));
        store.put(WORKER, List.of(first, second));
        assertThat(store.load()).containsExactly(first, second);

        store.put(WORKER, List.of(second));
        assertThat(store.load()).containsExactly(second);

        store.put(WORKER, List.of());
        store.put(WORKER, List.of());
        assertThat(store.load()).isEmpty();
        assertThat(store.register(WORKER, hash(3))).isTrue();
    }

    @Test
    void rotation_lets_the_old_token_count_until_its_end() {
        store.register(WORKER, hash(1));
        state.clock.advance(Duration.ofSeconds(1));

        assertThat(store.rotate(WORKER, hash(2), GRACE_END)).isTrue();

        assertThat(store.load())
                .containsExactly(
                        new StoredToken(WORKER, hash(1), TestClock.START, GRACE_END),
                        new StoredToken(WORKER, hash(2), TestClock.START.plusSeconds(1), null));
        state.clock.advance(Duration.ofSeconds(59));
        assertThat(store.load()).extracting(StoredToken::sha256).containsExactly(hash(2));
    }

    @Test
    void a_further_rotation_ends_the_token_before_the_last() {
        store.register(WORKER, hash(1));
        store.rotate(WORKER, hash(2), GRACE_END);

        store.rotate(WORKER, hash(3), GRACE_END);

        assertThat(store.load()).extracting(StoredToken::sha256).containsExactlyInAnyOrder(hash(2), hash(3));
    }

    @Test
    void rotates_only_a_worker_that_is_registered() {
        assertThat(store.rotate(WORKER, hash(1), GRACE_END)).isFalse();
        assertThat(store.load()).isEmpty();
    }

    @Test
    void a_revoked_worker_has_no_token_and_may_be_registered_again() {
        store.register(WORKER, hash(1));
        store.rotate(WORKER, hash(2), GRACE_END);

        assertThat(store.revoke(WORKER)).isTrue();

        assertThat(store.load()).isEmpty();
        assertThat(store.revoke(WORKER)).isFalse();
        assertThat(store.register(WORKER, hash(3))).isTrue();
    }

    @Test
    void of_concurrent_registrations_one_succeeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Boolean> register = () -> store.register(WORKER, hash(1));
            List<Future<Boolean>> outcomes = threads.invokeAll(Collections.nCopies(16, register));
            int registered = 0;
            for (Future<Boolean> outcome : outcomes) {
                registered += outcome.get(30, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(registered).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Bytes hash(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return Bytes.copyOf(bytes);
    }
}
