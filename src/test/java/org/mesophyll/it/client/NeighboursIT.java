package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.JsonRpcSession;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.ScriptProcess;
import org.mesophyll.it.peer.StalledWorker;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * Whatever one tenant stores, sends, logs or runs, the dispatches, reads and scripts of others are all answered (G22), also of one in
 * the same process of scripts. How much longer they take is printed, because a shared machine says little about it.
 */
@WithMaster
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // one worker of scripts and one load for all
class NeighboursIT {
    private static final System.Logger LOG = System.getLogger(NeighboursIT.class.getName());
    private static final int NEIGHBOUR = 30;
    private static final int SCRIPTS = 31;
    private static final int PEER = 32;
    private static final TenantId PROGRAMMER = Tenants.guildOf(SCRIPTS, 1);
    private static final TenantId OF_SAME_WORKER = Tenants.guildOf(SCRIPTS, 2);
    private static final TenantId OF_PEER = Tenants.guildOf(PEER, 1);
    private static final Duration CONNECTED_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int AT_ONCE = 4;
    private static final int SCRIPTS_AT_ONCE = 2;
    private static final int BATCHES = 5;
    private static final int PER_BATCH = 50;
    private static final int LARGE_STATES = 30;
    private static final int LARGE = 250 * 1024;
    private static final int ROUNDS = 20;
    private static final int TOO_DEEP = 65;
    private static final int TOO_LONG = 1_101;
    private static final int CONNECTIONS = 3;
    private static final int TOO_MANY_FAULTS = 1002;
    private static final int MOST_FRAMES = 2_000;
    private static final int JOBS = 100;

    private final Running master;
    private final Operator operator;
    private final StateClient state;
    private final ScriptProcess worker;
    private final SteadyLoad load;
    private double usualMillis; // set once, before the tests

    NeighboursIT(Running master) throws IOException {
        this.master = master;
        this.operator = Operator.of(master);
        this.state = StateClient.builder()
                .url(master.url().toString())
                .worker(SCRIPTS)
                .token(ItTokens.worker(SCRIPTS))
                .build();
        this.worker = ScriptProcess.start(
                master,
                SCRIPTS,
                "lua",
                "mesophyll-lua/mesophyll-lua.jar",
                Map.of(
                        "MESOPHYLL_CLIENT_SCRIPTS_SCRIPT_TIME",
                        "PT2S",
                        "MESOPHYLL_CLIENT_SCRIPTS_MEMORY_BYTES",
                        "16777216"));
        this.load = SteadyLoad.of(master, NEIGHBOUR, this::runOfNeighbour);
    }

    @BeforeAll
    void see_what_is_usual() throws Exception {
        await().atMost(CONNECTED_LIMIT).until(() -> run("1").join().status() == 200);
        await().atMost(CONNECTED_LIMIT).until(() -> runOfNeighbour(0).isEmpty());
        SteadyLoad.Outcomes warm = load.beside(() -> {});
        SteadyLoad.Outcomes usual = load.beside(() -> {});

        assertThat(warm.others()).isEmpty();
        assertThat(usual.others()).isEmpty();
        usualMillis = usual.p99Millis();
    }

    @AfterAll
    void end() {
        load.close();
        worker.close();
        state.close();
    }

    Stream<Arguments> deeds() {
        return Stream.of(
                deed("writes records without a pause", this::writeRecords),
                deed("sets large states", this::setLargeStates),
                deed("sends events of 65 levels and of long numbers", this::sendEventsOverTheLimits),
                deed("runs endless loops", () -> runAtOnce("while true do end", "limit exceeded: time")),
                deed(
                        "fills its memory",
                        () -> runAtOnce(
                                "local t = {} while true do t[#t + 1] = string.rep('x', 65536) .. #t end",
                                "limit exceeded")),
                deed(
                        "floods its log",
                        () -> runAtOnce("while true do pcall(log, string.rep('x', 500)) end", "limit exceeded: time")),
                deed(
                        "catches its own recursion",
                        () -> runAtOnce(
                                "local function f() pcall(f) return pcall(f) end while true do f() end",
                                "limit exceeded")),
                deed("has a worker that sends no messages", this::sendWrongFrames),
                deed("has a worker that does not read", this::doNotRead),
                deed("floods the master with jobs", this::createManyJobs));
    }

    private static Arguments deed(String name, SteadyLoad.Deed deed) {
        return Arguments.of(name, deed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void a_neighbour_is_answered_while_a_tenant(String name, SteadyLoad.Deed deed) throws Exception {
        SteadyLoad.Outcomes outcomes = load.beside(deed);

        LOG.log(
                Level.INFO,
                String.format(
                        Locale.ROOT,
                        "a neighbour's p99 while a tenant %s: %.1f ms of %d requests, %.1f times the usual %.1f ms",
                        name,
                        outcomes.p99Millis(),
                        outcomes.answered().size(),
                        outcomes.p99Millis() / usualMillis,
                        usualMillis));
        assertThat(outcomes.others()).isEmpty();
    }

    /** Writes and reads records from several threads; {@link TenantLoadIT} goes on to the quota. */
    private void writeRecords() {
        List<CompletableFuture<Void>> writers = IntStream.range(0, AT_ONCE)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> writeRecords("of writer " + writer)))
                .toList();

        writers.forEach(CompletableFuture::join);
    }

    private void writeRecords(String scope) {
        Scopes scopes = Scopes.of(scope);
        for (int batch = 0; batch < BATCHES; batch++) {
            int first = batch * PER_BATCH;
            state.batch(PROGRAMMER, batch(first, key -> new KeyValueOp.Set(scopes, key, Value.of(key))));
        }
        assertThat(state.find(PROGRAMMER, scopes, new LikePattern("%"))).hasSize(BATCHES * PER_BATCH);
        for (int batch = 0; batch < BATCHES; batch++) {
            state.batch(PROGRAMMER, batch(batch * PER_BATCH, key -> new KeyValueOp.Delete(scopes, key)));
        }
    }

    private static KeyValueBatch batch(int first, Function<String, KeyValueOp> operation) {
        return new KeyValueBatch(IntStream.range(first, first + PER_BATCH)
                .mapToObj(i -> operation.apply("k" + i))
                .toList());
    }

    private void setLargeStates() {
        TenantState large = new TenantState(Set.of("Other"), Json.of("x".repeat(LARGE)));
        for (int i = 0; i < LARGE_STATES; i++) {
            state.setTenantState(PROGRAMMER, large);
            assertThat(state.tenantState(PROGRAMMER)).contains(large);
        }
        state.setTenantState(PROGRAMMER, new TenantState(Set.of(), Json.ofNull()));
    }

    private void sendEventsOverTheLimits() {
        String deep = "{\"json\":" + "[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP) + "}";
        String number = "{\"json\":" + "1".repeat(TOO_LONG) + "}";
        String text = "{\"raw\":\"" + "[".repeat(100 * TOO_DEEP) + "\"}";
        for (int i = 0; i < ROUNDS; i++) {
            List<CompletableFuture<HttpReply>> replies = Stream.of(deep, number, text)
                    .map(data -> operator.dispatch(PROGRAMMER, data, LIMIT))
                    .toList();

            assertThat(replies).extracting(reply -> reply.join().status()).doesNotContain(500, 503, 504);
            assertThat(replies.get(0).join().status()).isEqualTo(400);
            assertThat(replies.get(1).join().status()).isEqualTo(400);
        }
    }

    /** Runs a script several times at once; each run must be stopped by a limit. */
    private void runAtOnce(String code, String reason) {
        List<CompletableFuture<HttpReply>> runs =
                Stream.generate(() -> run(code)).limit(SCRIPTS_AT_ONCE).toList();

        assertThat(runs).allSatisfy(run -> {
            assertThat(run.join().status()).as(run.join()::toString).isEqualTo(422);
            assertThat(run.join().text()).contains(reason);
        });
    }

    private CompletableFuture<HttpReply> run(String code) {
        return operator.runScript(PROGRAMMER, code, LIMIT);
    }

    /** Runs a script of a neighbour in the same process of scripts; returns what was wrong, or nothing. */
    private String runOfNeighbour(int round) {
        HttpReply reply = operator.runScript(OF_SAME_WORKER, "return 'round " + round + "'", LIMIT)
                .join();
        boolean ran = reply.status() == 200 && reply.text().contains("\"round " + round + "\"");
        return ran ? "" : reply.toString();
    }

    private void sendWrongFrames() throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (RawWebSocket peer = RawWebSocket.open(master.webSocket(PEER, ItTokens.worker(PEER)))) {
                peer.read();
                sendUntilRefused(peer);

                assertThat(peer.readUntilClosed(LIMIT)).isIn(TOO_MANY_FAULTS, RawWebSocket.CUT);
            }
        }
    }

    /** Sends what is no message until the master has had enough. */
    private static void sendUntilRefused(RawWebSocket peer) {
        try {
            for (int i = 0; i < MOST_FRAMES; i++) {
                peer.send(RawWebSocket.BINARY, true, new byte[] {(byte) 0xc1, 1, 2, 3});
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
        }
    }

    private void doNotRead() throws Exception {
        try (StalledWorker peer = StalledWorker.connect(master, PEER)) {
            assertThat(peer.sendUntilRefused(operator, OF_PEER).status()).isEqualTo(429);
            await().atMost(LIMIT).until(() -> {
                peer.beat();
                return operator.get("workers/" + PEER).text().contains("\"connected\":false");
            });
        }
    }

    private void createManyJobs() throws InterruptedException {
        String job = "{\"tenant\":\"" + PROGRAMMER + "\",\"script\":\"log('runs') return 1\",\"timeout\":"
                + LIMIT.toMillis() + "}";
        try (JsonRpcSession session = JsonRpcSession.open(master)) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < JOBS; i++) {
                names.add(
                        session.call("job.create", job).getJsonObject("result").getString("job"));
            }

            for (String name : names) {
                assertThat(session.call("job.result", "[\"" + name + "\"," + LIMIT.toMillis() + "]"))
                        .containsKey("result");
            }
        }
    }
}
