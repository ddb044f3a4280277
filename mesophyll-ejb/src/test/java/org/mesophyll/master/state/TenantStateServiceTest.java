package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init") // opened before each test
class TenantStateServiceTest extends StateTest {
    private static final TenantId OF_WORKER_1 = TenantId.guild(1L << 22);
    private static final TenantId OF_WORKER_2 = TenantId.user(2L << 22);

    private final Backend backend;
    private TenantStateService states;

    TenantStateServiceTest(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    @Override
    void prepare() {
        states = state.tenantStates();
    }

    @Test
    void gives_a_worker_the_states_of_its_tenants_only() {
        states.set(OF_WORKER_1, stateOf(1));
        states.set(OF_WORKER_2, stateOf(2));

        assertThat(ownedBy(states, 1)).containsOnlyKeys(OF_WORKER_1);
        assertThat(ownedBy(states, 2)).containsOnlyKeys(OF_WORKER_2);
        assertThat(ownedBy(states, 0)).isEmpty();
        assertThat(states.get(TenantId.user(1L << 22))).isEmpty();
    }

    @Test
    void reads_what_an_earlier_master_stored() {
        byte[] content = TenantState.CODEC.encode(stateOf(7));
        byte[] events = TenantState.EVENTS.encode(List.of("event"));
        boolean unused = state.sqlTransactions.write(sql -> {
            for (int i = 0; i < 2200; i++) {
                TenantId tenant = i % 2 == 0 ? TenantId.guild(-2 - i) : TenantId.user(i);
                new TenantStateStore(sql).set(tenant, content, events, 1);
            }
            return true;
        });

        int owned = 0;
        for (int worker = 0; worker < TestState.WORKERS.value(); worker++) {
            owned += ownedBy(states, worker).size();
        }

        assertThat(owned).isEqualTo(2200);
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
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, false);
        TenantStateService doubtful = state.tenantStates(over(database));
        doubtful.set(OF_WORKER_1, stateOf(1));
        database.loseNext(3);

        assertThatExceptionOfType(StateUnavailableException.class)
                .isThrownBy(() -> doubtful.set(OF_WORKER_1, stateOf(2)));

        assertThat(doubtful.get(OF_WORKER_1)).contains(stateOf(1));
        assertThat(states.get(OF_WORKER_1)).contains(stateOf(1));
    }

    @Test
    void does_again_what_the_database_says_it_has_not_done() {
        assumeTrue(backend.isPostgres(), "H2 does not say");
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, false);
        TenantStateService doubtful = state.tenantStates(over(database));
        database.loseNext(1);

        doubtful.set(OF_WORKER_1, stateOf(2));

        assertThat(states.get(OF_WORKER_1)).contains(stateOf(2));
    }

    @Test
    void a_set_whose_acknowledgement_was_lost_is_looked_up_or_said_to_be_in_doubt() {
        LostAcknowledgement database = new LostAcknowledgement(state.dataSource, true);
        TenantStateService doubtful = state.tenantStates(over(database));
        doubtful.set(OF_WORKER_1, stateOf(1));
        database.loseNext(1);

        if (backend.isPostgres()) {
            doubtful.set(OF_WORKER_1, stateOf(2));
        } else {
            assertThatExceptionOfType(StateUnavailableException.class)
                    .isThrownBy(() -> doubtful.set(OF_WORKER_1, stateOf(2)))
                    .matches(StateUnavailableException::mayHaveBeenDone)
                    .withMessageContaining("may have been made");
        }

        assertThat(database.left()).isZero();
        assertThat(doubtful.get(OF_WORKER_1)).contains(stateOf(2));
        assertThat(ownedBy(doubtful, 1)).containsEntry(OF_WORKER_1, stateOf(2));
    }

    @Test
    void has_the_states_used_last_in_memory_and_no_more_than_that() {
        TenantState large = new TenantState(Set.of(), Json.of("x".repeat(250 * 1024)));
        for (int i = 0; i < 30; i++) {
            states.set(TenantId.guild(i), large);
        }

        for (int i = 0; i < 30; i++) {
            assertThat(states.get(TenantId.guild(i))).contains(large);
        }
        assertThat(state.memory.bytes()).isPositive().isLessThanOrEqualTo(TestState.STATE_MEMORY);
    }

    @Test
    void finds_the_tenants_that_want_an_event_page_by_page_whatever_the_others_keep() {
        TenantState large = new TenantState(Set.of("Other"), Json.of("x".repeat(250 * 1024)));
        for (int i = 0; i < 20; i++) {
            states.set(TenantId.guild(i), large);
        }
        TenantState wanting = new TenantState(Set.of("OnStartup", "event"), Json.ofNull());
        byte[] content = TenantState.CODEC.encode(wanting);
        states.set(TenantId.guild(5), wanting);
        states.set(TenantId.user(6), wanting);
        states.set(OF_WORKER_1, wanting);
        int[] unused = state.sqlTransactions.write(sql -> sql.changeEach( // as an older version wrote it
                "insert into tenant_state (tenant_kind, tenant_id, content, content_bytes, version, updated_us)"
                        + " values (?, ?, ?, ?, ?, ?)",
                List.of(List.of((short) 0, 30L, content, content.length, 1L, 1L))));

        assertThat(wanting("OnStartup", 0)).containsExactly(TenantId.guild(5), TenantId.guild(30), TenantId.user(6));
        assertThat(wanting("OnStartup", 1)).containsExactly(OF_WORKER_1);
        assertThat(wanting("none", 0)).isEmpty();
    }

    @Test
    void one_tenants_row_that_cannot_be_read_is_nobody_elses_trouble() {
        states.set(TenantId.guild(1), stateOf(1));
        int[] unused = state.sqlTransactions.write(sql -> sql.changeEach(
                "insert into tenant_state (tenant_kind, tenant_id, content, content_bytes, version, updated_us)"
                        + " values (?, ?, ?, ?, ?, ?)",
                List.of(List.of((short) 0, 0L, new byte[] {(byte) 0xc1}, 1, 1L, 1L))));

        assertThat(wanting("event", 0)).containsExactly(TenantId.guild(1));
        assertThat(states.get(TenantId.guild(1))).contains(stateOf(1));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> states.get(TenantId.guild(0)));
    }

    @Test
    void refuses_a_state_over_the_limit() {
        TenantState large = new TenantState(Set.of(), Json.of("x".repeat(Limits.VALUE_BYTES)));

        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> states.set(OF_WORKER_1, large))
                .withMessageContaining("the limit is 262144");
        assertThat(states.get(OF_WORKER_1)).isEmpty();
    }

    private SqlTransactions over(LostAcknowledgement database) {
        return new SqlTransactions(database.dataSource(), CommitSync.NONE, state.attempts);
    }

    private List<TenantId> wanting(String event, int worker) {
        List<TenantId> found = new ArrayList<>();
        TenantId next = null;
        do {
            TenantPage page = states.wanting(new WorkerId(worker), event, next);
            found.addAll(page.tenants());
            next = page.next();
        } while (next != null);
        return found;
    }

    private static Map<TenantId, TenantState> ownedBy(TenantStateService states, int worker) {
        Map<TenantId, TenantState> owned = new HashMap<>();
        AtomicInteger announced = new AtomicInteger();
        try {
            states.visitOwnedBy(new WorkerId(worker), new TenantStateService.Visitor() {
                @Override
                public void begin(int count) {
                    announced.set(count);
                }

                @Override
                public void next(TenantId tenant, byte[] encoded) {
                    owned.put(tenant, Stored.decode(TenantState.CODEC, encoded));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(owned).hasSize(announced.get());
        return owned;
    }

    private static TenantState stateOf(long number) {
        return new TenantState(Set.of("event"), Json.of(number));
    }
}
