package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** One live connection per worker, the newest; nothing late from an older one has an effect (G5). */
@WithMaster
class TakeoverIT {
    private static final int WORKER = 50;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final int REPLACED = 4000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int TAKEOVERS = 1_000;
    private static final Duration LATE = Duration.ofMillis(20); // about as long as a connection lives here
    private static final int CALLERS = 8;

    private final Running master;
    private final Operator operator;

    TakeoverIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void the_older_connection_is_closed_with_4000_and_what_it_owed_fails_at_once() throws InterruptedException {
        try (TestWorker older = TestWorker.connect(master, WORKER, TestWorker.Behaviour.SILENT)) {
            CompletableFuture<HttpReply> owed = operator.dispatchText(TENANT, "owed", TIMEOUT);
            older.next();
            long start = System.nanoTime();

            try (TestWorker newer = TestWorker.connect(master, WORKER, TestWorker.Behaviour.ECHO)) {
                assertThat(owed.join().status()).isEqualTo(502);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
                assertThat(older.closed().orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(REPLACED);
                assertThat(newer.closed()).isNotDone();
                assertThat(operator.dispatchText(TENANT, "new", TIMEOUT).join().status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_late_answer_or_end_of_the_older_connection_does_not_touch_the_newer()
            throws IOException, MalformedMessageException, InterruptedException {
        RawWebSocket older = RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)));
        older.read();
        try (TestWorker newer = TestWorker.connect(master, WORKER, TestWorker.Behaviour.SILENT)) {
            CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "asked", TIMEOUT);
            ServerMessage request = newer.next();

            // The older one has not read its close frame: as far as it knows, it is the worker.
            DispatchResult wrong = new DispatchResult.Ok(Value.of("from the older connection"));
            older.send(new ClientMessage.DispatchResponse(
                    TestWorker.requestId(request).orElseThrow(), wrong));
            older.reset();
            operator.get("workers"); // by now the master has heard of both
            newer.answer(
                    TestWorker.requestId(request).orElseThrow(),
                    new DispatchResult.Ok(Value.of("from the newer connection")));

            assertThat(asked.join().object().getJsonObject("value").getString("Text"))
                    .isEqualTo("from the newer connection");
            assertThat(newer.closed()).isNotDone();
        }
    }

    @Test
    void under_load_no_answer_is_lost_to_or_taken_from_the_wrong_connection() {
        Map<String, Integer> gotBy = new ConcurrentHashMap<>();
        AtomicBoolean goOn = new AtomicBoolean(true);
        List<TestWorker> links = new ArrayList<>();
        links.add(connectLink(0, gotBy));

        List<CompletableFuture<List<Outcome>>> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> CompletableFuture.supplyAsync(() -> dispatchWhile(goOn, caller)))
                .toList();
        for (int number = 1; number <= TAKEOVERS; number++) {
            links.add(connectLink(number, gotBy));
            assertThat(links.get(number - 1)
                            .closed()
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(REPLACED);
        }
        goOn.set(false);
        List<Outcome> outcomes =
                callers.stream().flatMap(caller -> caller.join().stream()).toList();
        links.forEach(TestWorker::close);

        Map<Integer, Long> byStatus =
                outcomes.stream().collect(Collectors.groupingBy(Outcome::status, Collectors.counting()));
        assertThat(byStatus).containsKey(200).doesNotContainKey(504);
        assertThat(byStatus.keySet()).isSubsetOf(200, 502, 503);
        outcomes.stream()
                .filter(outcome -> outcome.status() == 200)
                .forEach(outcome ->
                        assertThat(outcome.value()).isEqualTo(gotBy.get(outcome.sent()) + " got " + outcome.sent()));
    }

    /** Connects a worker that answers every third request late, maybe when it has been replaced. */
    private TestWorker connectLink(int number, Map<String, Integer> gotBy) {
        CompletableFuture<TestWorker> self = new CompletableFuture<>();
        Executor late = CompletableFuture.delayedExecutor(LATE.toMillis(), TimeUnit.MILLISECONDS);
        AtomicInteger requests = new AtomicInteger();
        TestWorker worker = TestWorker.connect(master, WORKER, request -> {
            String text = ((Value.Text) TestWorker.echo(request)).value();
            gotBy.put(text, number);
            DispatchResult answer = new DispatchResult.Ok(Value.of(number + " got " + text));
            if (requests.incrementAndGet() % 3 > 0) {
                return Optional.of(answer);
            }
            RequestId id = TestWorker.requestId(request).orElseThrow();
            var unused = self.thenAcceptAsync(connected -> connected.answer(id, answer), late);
            return Optional.empty();
        });
        self.complete(worker);
        return worker;
    }

    private List<Outcome> dispatchWhile(AtomicBoolean goOn, int caller) {
        List<Outcome> outcomes = new ArrayList<>();
        while (goOn.get()) {
            String sent = caller + "-" + outcomes.size();
            HttpReply reply = operator.dispatchText(TENANT, sent, TIMEOUT).join();
            String value = reply.status() == 200
                    ? reply.object().getJsonObject("value").getString("Text")
                    : "";
            outcomes.add(new Outcome(sent, reply.status(), value));
        }
        return outcomes;
    }

    private record Outcome(String sent, int status, String value) {}
}
