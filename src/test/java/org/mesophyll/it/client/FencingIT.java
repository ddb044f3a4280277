package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.ClientSettings;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.StateException;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** A process whose connection was replaced or ended by an operator writes nothing more, whatever token it has (G5). */
@WithMaster
class FencingIT {
    private static final int WORKER = 45;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Scopes SCOPES = Scopes.of("fencing");
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final ClientSettings STAYS_AWAY = ClientSettings.of(
            Map.of("mesophyll.client.worker.first-back-off", "PT24H", "mesophyll.client.worker.max-back-off", "PT24H"));

    private final Running master;

    FencingIT(Running master) {
        this.master = master;
    }

    @Test
    void a_replaced_process_can_read_but_changes_nothing_and_the_newer_one_can() throws InterruptedException {
        try (StateClient olderState = state();
                WorkerClient older = worker(olderState, STAYS_AWAY)) {
            assertThat(older.awaitConnected(CONNECT_LIMIT)).isTrue();
            olderState.set(TENANT, SCOPES, "owner", Value.of("older"));

            try (StateClient newerState = state();
                    WorkerClient newer = worker(newerState, ClientSettings.DEFAULT)) {
                assertThat(newer.awaitConnected(CONNECT_LIMIT)).isTrue();
                newerState.set(TENANT, SCOPES, "owner", Value.of("newer"));

                assertFenced(() -> olderState.set(TENANT, SCOPES, "owner", Value.of("late")));
                assertFenced(() -> olderState.delete(TENANT, SCOPES, "owner"));
                assertFenced(() -> olderState.batch(
                        TENANT, KeyValueBatch.of(new KeyValueOp.Set(SCOPES, "owner", Value.of("late")))));
                assertFenced(() -> olderState.setTenantState(TENANT, new TenantState(Set.of("Late"), Json.ofNull())));
                assertFenced(() -> olderState.createGlobal(TENANT, entry()));
                assertFenced(() -> olderState.deleteGlobal(TENANT, "late", 1, "fencing"));

                assertThat(olderState.get(TENANT, SCOPES, "owner"))
                        .hasValueSatisfying(record -> assertThat(record.value()).isEqualTo(Value.of("newer")));
                newerState.set(TENANT, SCOPES, "owner", Value.of("still newer"));
            }
        }
    }

    @Test
    void a_process_that_an_operator_has_disconnected_changes_nothing_until_it_is_back() throws InterruptedException {
        try (StateClient state = state();
                WorkerClient worker = worker(state, STAYS_AWAY);
                StateClient alone = state()) {
            assertThat(worker.awaitConnected(CONNECT_LIMIT)).isTrue();
            state.set(TENANT, SCOPES, "key", Value.of(1));

            assertThat(Operator.of(master)
                            .call("POST", "workers/" + WORKER + "/disconnect")
                            .status())
                    .isEqualTo(204);

            assertFenced(() -> state.set(TENANT, SCOPES, "key", Value.of(2)));
            alone.set(TENANT, SCOPES, "key", Value.of(3)); // a client without a connection is not fenced
        }
    }

    private static void assertFenced(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        StateException.class, e -> assertThat(e.reason()).isEqualTo(StateException.Reason.FENCED))
                .hasMessageContaining("worker " + WORKER);
    }

    private static CreateGlobalKv entry() {
        return new CreateGlobalKv("late", 1, "late", Json.ofNull(), "fencing", true, null, Json.ofNull());
    }

    private StateClient state() {
        return StateClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build();
    }

    private WorkerClient worker(StateClient state, ClientSettings settings) {
        return WorkerClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .handler((tenant, event) -> Value.ofNull())
                .settings(settings)
                .state(state)
                .start();
    }
}
