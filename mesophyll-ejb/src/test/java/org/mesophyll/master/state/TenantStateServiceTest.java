package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.Limits;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class TenantStateServiceTest extends StateTest {
    private static final TenantId OF_WORKER_1 = TenantId.guild(1L << 22);
    private static final TenantId OF_WORKER_2 = TenantId.user(2L << 22);

    private TenantStateService states;

    TenantStateServiceTest(Backend backend) {
        super(backend);
    }

    @Override
    void prepare() {
        states = state.tenantStates();
    }

    @Test
    void gives_a_worker_the_states_of_its_tenants_only() {
        states.set(OF_WORKER_1, stateOf(1));
        states.set(OF_WORKER_2, stateOf(2));

        assertThat(states.ownedBy(new WorkerId(1))).containsOnlyKeys(OF_WORKER_1);
        assertThat(states.ownedBy(new WorkerId(2))).containsOnlyKeys(OF_WORKER_2);
        assertThat(states.ownedBy(new WorkerId(0))).isEmpty();
        assertThat(states.get(TenantId.user(1L << 22))).isEmpty();
    }

    @Test
    void reads_what_an_earlier_master_stored() {
        byte[] content = TenantState.CODEC.encode(stateOf(7));
        state.run(em -> {
            for (int i = 0; i < 1200; i++) {
                TenantId tenant = i % 2 == 0 ? TenantId.guild(-2 - i) : TenantId.user(i);
                new TenantStateStore(em).set(tenant, content, 1);
            }
            return true;
        });

        int owned = 0;
        for (int worker = 0; worker < TestState.WORKERS.value(); worker++) {
            owned += states.ownedBy(new WorkerId(worker)).size();
        }

        assertThat(owned).isEqualTo(1200);
        assertThat(states.get(TenantId.guild(-2))).contains(stateOf(7));
    }

    @Test
    void of_concurrent_sets_shows_the_one_that_the_database_kept() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 10; round++) {
                List<Future<?>> sets = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    TenantState value = stateOf(i);
                    sets.add(threads.submit(() -> states.set(OF_WORKER_1, value)));
                }
                for (Future<?> set : sets) {
                    set.get(30, TimeUnit.SECONDS);
                }
                assertThat(states.get(OF_WORKER_1))
                        .isEqualTo(state.tenantStates().get(OF_WORKER_1));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void never_shows_a_set_that_was_rolled_back() {
        AtomicBoolean failing = new AtomicBoolean();
        TransactionRunner<EntityManager> runner = work -> {
            state.run(em -> work.test(em) && !failing.get());
            if (failing.get()) {
                throw new PersistenceException("the commit failed");
            }
        };
        Transactions transactions = new Transactions(runner, CommitSync.NONE, new Attempts(state.settings.pool()));
        TenantStateService doubtful =
                new TenantStateService(transactions, state.clock, TestState.WORKERS, ChangeListener.NONE);
        doubtful.set(OF_WORKER_1, stateOf(1));

        failing.set(true);
        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> doubtful.set(OF_WORKER_1, stateOf(2)));
        failing.set(false);

        assertThat(doubtful.get(OF_WORKER_1)).contains(stateOf(1));
        assertThat(states.get(OF_WORKER_1)).contains(stateOf(1));
    }

    @Test
    void shows_a_set_that_was_made_although_the_commit_seemed_to_fail() {
        AtomicBoolean failing = new AtomicBoolean();
        TransactionRunner<EntityManager> runner = work -> {
            state.run(work);
            if (failing.get()) {
                throw new PersistenceException("the answer to the commit was lost");
            }
        };
        Transactions transactions = new Transactions(runner, CommitSync.NONE, new Attempts(state.settings.pool()));
        TenantStateService doubtful =
                new TenantStateService(transactions, state.clock, TestState.WORKERS, ChangeListener.NONE);
        doubtful.set(OF_WORKER_1, stateOf(1));

        failing.set(true);
        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> doubtful.set(OF_WORKER_1, stateOf(2)));
        failing.set(false);

        assertThat(doubtful.ownedBy(new WorkerId(1))).containsEntry(OF_WORKER_1, stateOf(2));
    }

    @Test
    void refuses_a_state_over_the_limit() {
        TenantState large = new TenantState(Set.of(), Json.of("x".repeat(Limits.VALUE_BYTES)));

        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> states.set(OF_WORKER_1, large))
                .withMessageContaining("the limit is 262144");
        assertThat(states.get(OF_WORKER_1)).isEmpty();
    }

    private static TenantState stateOf(long number) {
        return new TenantState(Set.of("event"), Json.of(number));
    }
}
