package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.StateClient;
import org.mesophyll.client.StateException;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.ScriptProcess;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Whatever one tenant keeps, the master stays ready and the other tenants' events are handled. */
@WithMaster
class TenantLoadIT {
    private static final int ZERO = 0;
    private static final int WORKER = 47;
    private static final int STATES = 300;
    private static final int AT_ONCE = 20;
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(60);

    private final Running master;

    TenantLoadIT(Running master) {
        this.master = master;
    }

    @Test
    void the_master_stays_ready_however_many_records_and_scopes_a_tenant_has() throws Exception {
        TenantId nobody = TenantId.guild(0);
        try (StateClient state = clientOf(ZERO)) {
            try {
                ManyScopes.write(state, nobody);
                assertThatThrownBy(() -> ManyScopes.writeTooMany(state, nobody))
                        .isInstanceOf(StateException.class)
                        .hasMessageContaining("507")
                        .hasMessageContaining("10010 different scopes, the limit is 10000");

                for (int i = 0; i < 30; i++) {
                    assertThat(readiness()).isEqualTo(200);
                }
                assertThat(state.listScopes(nobody)).hasSize(ManyScopes.MOST);
            } finally {
                ManyScopes.delete(state, nobody);
            }
        }
    }

    private int readiness() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.url("/api/v1/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void a_worker_starts_and_handles_events_though_the_states_of_its_tenants_are_too_much_for_one_answer()
            throws IOException {
        TenantId tenant = Tenants.guildOf(WORKER, 5000);
        Json large = Json.of("x".repeat(250 * 1024));
        try (StateClient state = clientOf(WORKER)) {
            setAll(state, new TenantState(Set.of("Other"), large));
            state.delete(tenant, Scopes.of("default"), "started"); // of an earlier run
            state.set(tenant, Scopes.of("scripts"), "main", Value.of("""
                    on("OnStartup", function() kv.set("started", true) end)
                    on("Greet", function() return "hello, " .. state.get().data end)
                    """));
            state.setTenantState(tenant, new TenantState(Set.of("OnStartup", "Greet"), Json.of("Ada")));

            assertThatThrownBy(state::tenantStates)
                    .isInstanceOf(StateException.class)
                    .matches(e -> ((StateException) e).reason() == StateException.Reason.TOO_LARGE);
            try (ScriptProcess worker =
                    ScriptProcess.start(master, WORKER, "lua", "mesophyll-lua/mesophyll-lua.jar", Map.of())) {
                await().atMost(CONNECTED_LIMIT)
                        .until(() -> state.get(tenant, Scopes.of("default"), "started")
                                .isPresent());
                assertThat(dispatch(tenant, "Greet")).contains("hello, Ada");
            } finally {
                setAll(state, new TenantState(Set.of(), Json.ofNull()));
            }
            assertThat(state.tenantStates()).hasSize(STATES + 1);
            assertThat(state.tenantState(tenant).orElseThrow().data()).isEqualTo(Json.of("Ada"));
            assertThat(state.tenantState(Tenants.userOf(WORKER, 1))).isEmpty();
        }
    }

    private static void setAll(StateClient state, TenantState value) {
        for (int i = 0; i < STATES; i += AT_ONCE) {
            List<CompletableFuture<Void>> sets = new ArrayList<>();
            for (int n = i; n < i + AT_ONCE; n++) {
                sets.add(state.async()
                        .setTenantState(Tenants.guildOf(WORKER, n), value)
                        .toCompletableFuture());
            }
            sets.forEach(CompletableFuture::join);
        }
    }

    private String dispatch(TenantId tenant, String event) {
        return Operator.of(master)
                .post(
                        Operator.path(tenant, "dispatch"),
                        "{\"event\":{\"name\":\"" + event + "\",\"data\":{\"json\":null}}}")
                .text();
    }

    private StateClient clientOf(int worker) {
        return StateClient.builder()
                .url(master.url().toString())
                .worker(worker)
                .token(ItTokens.worker(worker))
                .build();
    }
}
