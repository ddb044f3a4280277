package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.ScriptProcess;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** The command line's {@code worker --scripts} with the directory of the engine for JavaScript. */
@WithMaster
class JavaScriptIT {
    private static final int WORKER = 58;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Running master;

    JavaScriptIT(Running master) {
        this.master = master;
    }

    @Test
    void a_worker_runs_programs_and_scripts_in_javascript() throws IOException, InterruptedException {
        try (ScriptProcess worker =
                        ScriptProcess.start(master, WORKER, "javascript", "mesophyll-js/mesophyll-js", Map.of());
                JsonRpcSession session = JsonRpcSession.open(master.url());
                StateClient state = StateClient.builder()
                        .url(master.url().toString())
                        .worker(WORKER)
                        .token(ItTokens.worker(WORKER))
                        .build()) {
            state.set(TENANT, Scopes.of("scripts"), "greet", Value.of("""
                    on("Greet", async event => {
                      kv.set("heard", event.data);
                      return {text: "hello, " + event.data};
                    });
                    """));
            state.setTenantState(TENANT, new TenantState(Set.of("Greet"), Json.ofNull()));

            JsonObject exact = session.call("play", play("[2n ** 62n, event.name]"));
            JsonObject failed = session.call("play", play("const x = 1;\\nnull.y"));
            Operator operator = Operator.of(master);
            await().atMost(LIMIT).until(() -> greet(operator).contains("hello, Ada"));

            assertThat(worker).isNotNull();
            assertThat(exact.getJsonArray("result")).hasToString("[4611686018427387904,\"it\"]");
            assertThat(failed.getJsonObject("error").getInt("code")).isEqualTo(-32011);
            assertThat(failed.getJsonObject("error").getJsonObject("data").getString("place"))
                    .isEqualTo("it:2");
            assertThat(state.get(TENANT, Scopes.of("default"), "heard")
                            .orElseThrow()
                            .value())
                    .isEqualTo(Value.of("Ada"));
        }
    }

    private static String greet(Operator operator) {
        return operator.post(
                        Operator.path(TENANT, "dispatch"),
                        "{\"event\":{\"name\":\"Greet\",\"data\":{\"json\":\"Ada\"}}}")
                .text();
    }

    private static String play(String script) {
        return "{\"tenant\":\"" + TENANT + "\",\"name\":\"it\",\"timeout\":60000,\"script\":\"" + script + "\"}";
    }
}
