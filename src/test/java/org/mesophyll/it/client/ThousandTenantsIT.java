package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.ScriptProcess;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A worker with a machine for each of a thousand tenants, all at once. */
@WithMaster
class ThousandTenantsIT {
    private static final System.Logger LOG = System.getLogger(ThousandTenantsIT.class.getName());
    private static final int WORKER = 60;
    private static final int MANY = 1_000;
    private static final int AT_A_TIME = 32;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final double MEGABYTE = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Running master;

    ThousandTenantsIT(Running master) {
        this.master = master;
    }

    @ParameterizedTest
    @CsvSource({
        "lua, mesophyll-lua/mesophyll-lua.jar, 2g, 'prefix = \"of \"', mine = prefix .. event.data return 1, return mine",
        "javascript, mesophyll-js/mesophyll-js, 512m, 'var prefix = \"of \"', globalThis.mine = prefix + event.data; 1, mine",
    })
    void have_a_machine_each_that_keeps_what_is_theirs(
            String language, String engine, String heap, String program, String remember, String recall)
            throws IOException, InterruptedException {
        save(program);
        long begun = System.nanoTime();
        try (ScriptProcess worker = ScriptProcess.start(
                        master, WORKER, language, engine, Map.of("JAVA_TOOL_OPTIONS", "-Xmx" + heap));
                JsonRpcSession session = JsonRpcSession.open(master)) {
            assertThat(session.call("play", play(0, "1", language)).getInt("result"))
                    .isEqualTo(1);
            double firstAnswer = secondsSince(begun);
            ask(session, language, remember);
            double all = secondsSince(begun);
            String[] kept = ask(session, language, recall);

            assertThat(kept)
                    .containsExactly(IntStream.range(0, MANY)
                            .mapToObj(i -> "\"of " + i + "\"")
                            .toArray(String[]::new));
            LOG.log(
                    Level.INFO,
                    String.format(
                            Locale.ROOT,
                            "%s: the first tenant has its answer %.1f s after the worker's start, the last of %d %.1f s; live heap %.0f MB",
                            language,
                            firstAnswer,
                            MANY,
                            all,
                            worker.liveHeapBytes() / MEGABYTE));
        }
    }

    private void save(String program) {
        try (StateClient state = StateClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build()) {
            for (int first = 0; first < MANY; first += AT_A_TIME) {
                int end = Math.min(first + AT_A_TIME, MANY);
                CompletableFuture.allOf(IntStream.range(first, end)
                                .mapToObj(i -> state.async()
                                        .set(tenant(i), Scopes.of("scripts"), "program", Value.of(program))
                                        .toCompletableFuture())
                                .toArray(CompletableFuture[]::new))
                        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    /** Asks every tenant, some at a time, and returns the answers by the tenants' numbers. */
    private static String[] ask(JsonRpcSession session, String language, String script) throws InterruptedException {
        String[] answers = new String[MANY];
        for (int first = 0; first < MANY; first += AT_A_TIME) {
            int end = Math.min(first + AT_A_TIME, MANY);
            for (int i = first; i < end; i++) {
                session.send(call(i, play(i, script, language)));
            }
            for (int i = first; i < end; i++) {
                JsonObject answer = session.next().asJsonObject();
                answers[answer.getInt("id")] = String.valueOf(answer.get("result"));
            }
        }
        return answers;
    }

    private static String call(int id, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"play\",\"params\":" + params + ",\"id\":" + id + "}";
    }

    private static String play(int tenant, String script, String language) {
        return "{\"tenant\":\"" + tenant(tenant) + "\",\"script\":\"" + script + "\",\"language\":\"" + language
                + "\",\"event\":{\"name\":\"it\",\"data\":{\"json\":\"" + tenant + "\"}},\"timeout\":"
                + LIMIT.toMillis() + "}";
    }

    private static TenantId tenant(int number) {
        return Tenants.guildOf(WORKER, number);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS_PER_SECOND;
    }
}
