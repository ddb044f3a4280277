package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

class WorkerClientTest extends WithFakeMaster {
    private static final Duration PATIENCE = FakeMaster.PATIENCE;

    @BeforeEach
    void setPatience() {
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    private static Value number(Event event) {
        return event.data().read(new NumberOf());
    }

    private Value blockThenAnswer(Event event) throws InterruptedException {
        assertThat(release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return number(event);
    }

    @Test
    void shows_its_id_in_the_query_and_its_token_in_a_header_only() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull()).start()) {
            master.nextConnection().greet(5000);

            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
        }

        String handshake = master.handshakes().get(0);
        assertThat(handshake.lines().findFirst()).contains("GET /ws?id=3 HTTP/1.1");
        assertThat(handshake).containsPattern("Authorization: ?Bearer " + TOKEN);
    }

    @Test
    void answers_an_event_with_what_the_handler_returns() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> number(event)).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Ping", 7);

            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(7)));
            assertThat(worker.status().trouble()).isEmpty();
        }
    }

    @Test
    void beats_at_once_after_the_greeting_and_then_every_interval() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull()).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(200);

            for (int i = 0; i < 4; i++) {
                assertThat(peer.awaitHeartbeat()).isTrue();
            }
            assertThat(worker.status().connections()).isEqualTo(1);
        }
    }

    @Test
    void passes_on_the_reason_of_a_refusal_and_hides_that_of_a_failure() throws Exception {
        WorkerHandler handler = (tenant, event) -> {
            if (event.name().equals("Refuse")) {
                throw new WorkerRefusal("not today");
            }
            throw new IllegalStateException("a secret of the worker");
        };
        try (WorkerClient worker = worker(handler).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Refuse", 1);
            peer.dispatch(TENANT, "Fail", 2);

            assertThat(peer.nextRefusal()).isEqualTo("not today");
            assertThat(peer.nextRefusal()).isEqualTo("the worker failed to handle the request");
        }
    }

    @Test
    void refuses_scripts_and_takes_drops_unless_the_handler_says_otherwise() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull()).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            Event event = Event.of("E", Value.ofNull());
            peer.send(new ServerMessage.RunScript(TENANT, "s", "return 1", event, new RequestId(1)));
            peer.send(new ServerMessage.DropWorker(TENANT, new RequestId(2)));

            assertThat(peer.nextRefusal()).isEqualTo("this worker runs no scripts");
            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.ofNull()));
        }
    }

    @Test
    void keeps_the_order_of_one_tenant_while_others_go_on() throws Exception {
        List<String> handled = new CopyOnWriteArrayList<>();
        WorkerHandler handler = (tenant, event) -> {
            handled.add(event.name());
            return number(event);
        };
        List<Value> answers = new ArrayList<>();
        try (WorkerClient worker = worker(handler).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            for (int i = 0; i < 500; i++) {
                peer.dispatch(TENANT, "E" + i, i);
            }
            for (int i = 0; i < 500; i++) {
                answers.add(((DispatchResult.Ok) peer.nextAnswer().result()).value());
            }
        }

        assertThat(handled).hasSize(500);
        for (int i = 0; i < 500; i++) {
            assertThat(handled.get(i)).isEqualTo("E" + i);
            assertThat(answers.get(i)).isEqualTo(Value.of((long) i));
        }
    }

    @Test
    void handles_different_tenants_at_the_same_time() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        WorkerHandler handler = (tenant, event) -> {
            together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return number(event);
        };
        try (WorkerClient worker = worker(handler).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            for (int i = 0; i < 4; i++) {
                peer.dispatch(TenantId.guild(i), "Meet", i);
            }

            for (int i = 0; i < 4; i++) {
                assertThat(peer.nextAnswer().result()).isInstanceOf(DispatchResult.Ok.class);
            }
        }
    }

    @Test
    void refuses_at_once_over_the_bound_and_drops_what_nobody_waits_for() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> blockThenAnswer(event))
                .settings(settings("max-in-flight", "2"))
                .start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Block", 1);
            peer.dispatch(TENANT, "Wait", 2);
            peer.dispatch(TENANT, "TooMany", 3);
            peer.send(new ServerMessage.DispatchEvent(TENANT, Event.of("Dropped", Value.ofNull()), null));

            assertThat(peer.nextRefusal()).isEqualTo("busy: 2 requests in flight, the limit is 2");
            await().untilAsserted(() -> assertThat(worker.status().dropped()).isEqualTo(1));
            assertThat(worker.status().refused()).isEqualTo(1);
            release.countDown();
            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(1));
            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(2));
        }
    }

    @Test
    void reconnects_after_a_cut_and_never_answers_there_what_was_asked_before() throws Exception {
        try (WorkerClient worker =
                worker((tenant, event) -> blockThenAnswer(event)).start()) {
            FakePeer first = master.nextConnection();
            first.greet(5000);
            first.dispatch(TENANT, "Old", 1);
            await().until(() -> worker.status().inFlight() == 1);
            first.cut();
            FakePeer second = master.nextConnection();
            second.greet(5000);
            second.dispatch(TENANT, "New", 2);
            release.countDown();

            assertThat(second.nextAnswer().requestId()).isEqualTo(new RequestId(2));
            assertThat(second.answersWaiting()).isZero();
            assertThat(worker.status().late()).isEqualTo(1);
            assertThat(worker.status().connections()).isEqualTo(2);
        }
    }

    @Test
    void leaves_a_frozen_master_after_three_intervals() throws Exception {
        AtomicReference<String> disconnected = new AtomicReference<>("");
        CountDownLatch gone = new CountDownLatch(1);
        WorkerListener listener = new WorkerListener() {
            @Override
            public void onDisconnected(String reason) {
                disconnected.set(reason);
                gone.countDown();
            }
        };
        try (WorkerClient worker =
                worker((tenant, event) -> Value.ofNull()).listener(listener).start()) {
            FakePeer first = master.nextConnection();
            first.greet(200);
            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
            long frozenNanos = System.nanoTime();
            first.freeze();

            assertThat(gone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - frozenNanos))
                    .isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));
            assertThat(disconnected.get()).contains("no sign of life");
            master.nextConnection().greet(200);
            assertThat(first.ended().get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void stays_with_a_master_that_only_answers_pings() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull()).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(100);
            for (int i = 0; i < 10; i++) {
                assertThat(peer.awaitHeartbeat()).isTrue();
            }

            assertThat(worker.status().connections()).isEqualTo(1);
            assertThat(peer.ended()).isNotDone();
        }
    }

    @Test
    void keeps_trying_after_a_refusal_and_says_why() throws Exception {
        master.answerHandshakesWith(404);
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull())
                .settings(settings("first-back-off", "PT0.01S", "max-back-off", "PT0.05S"))
                .start()) {
            await().until(() ->
                    worker.status().trouble().equals(Optional.of("the master knows no worker with this id (404)")));
            master.answerHandshakesWith(401);
            await().until(() -> worker.status()
                    .trouble()
                    .equals(Optional.of("the master does not take this worker's token (401)")));
            assertThat(worker.awaitConnected(Duration.ofMillis(1))).isFalse();
            master.answerHandshakesWith(101);
            master.nextConnection().greet(5000);

            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
            assertThat(worker.status().trouble()).isEmpty();
        }
    }

    @Test
    void keeps_trying_after_another_took_over() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> Value.ofNull())
                .settings(settings("first-back-off", "PT0.01S", "max-back-off", "PT0.05S"))
                .start()) {
            FakePeer first = master.nextConnection();
            first.greet(5000);
            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
            first.close(4000);

            master.nextConnection().greet(5000);
            await().until(() -> worker.status().connections() == 2);
        }
    }

    @Test
    void finishes_what_it_accepted_before_it_says_good_bye() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        WorkerHandler handler = (tenant, event) -> {
            Value value = blockThenAnswer(event);
            handled.incrementAndGet();
            return value;
        };
        WorkerClient worker = worker(handler).start();
        FakePeer peer = master.nextConnection();
        peer.greet(5000);
        peer.dispatch(TENANT, "One", 1);
        peer.dispatch(TENANT, "Two", 2);
        await().until(() -> worker.status().inFlight() == 2);
        Thread closing = FakeMaster.daemon(worker::close, "closing");
        closing.start();
        await().until(() -> worker.status().state() == WorkerStatus.State.CLOSING);
        peer.dispatch(TENANT, "TooLate", 3);

        assertThat(peer.nextRefusal()).isEqualTo("busy: the worker is shutting down");
        release.countDown();
        assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(1));
        assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(2));
        assertThat(peer.closeCode().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1000);
        closing.join(PATIENCE.toMillis());
        assertThat(handled).hasValue(2);
        assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.CLOSED);
        assertThat(threadsOf("mesophyll-worker-3")).isEmpty();
    }

    @Test
    void interrupts_work_that_is_not_done_within_the_close_timeout() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        WorkerHandler handler = (tenant, event) -> {
            try {
                return blockThenAnswer(event);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        WorkerClient worker =
                worker(handler).settings(settings("close-timeout", "PT0.1S")).start();
        FakePeer peer = master.nextConnection();
        peer.greet(5000);
        peer.dispatch(TENANT, "Block", 1);
        await().until(() -> worker.status().inFlight() == 1);

        worker.close();

        assertThat(interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closes_while_it_waits_for_a_master_that_is_not_there() throws Exception {
        master.close();
        WorkerClient worker = worker((tenant, event) -> Value.ofNull()).start();
        await().until(() -> worker.status().trouble().isPresent());

        worker.close();

        assertThat(worker.status().state()).isEqualTo(WorkerStatus.State.CLOSED);
        assertThat(worker.awaitConnected(Duration.ofSeconds(1))).isFalse();
    }

    @Test
    void skips_frames_that_are_not_messages_and_stays_connected() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> number(event))
                .settings(settings("max-message-bytes", "2048"))
                .start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.sendBinary(new byte[] {(byte) 0xc1});
            peer.sendText("hello");
            peer.sendBinary(new byte[3000]);
            peer.sendFragment(true, false, new byte[2000]);
            peer.sendFragment(false, true, new byte[2000]);
            peer.dispatch(TENANT, "Ping", 7);

            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(7));
            assertThat(worker.status().skipped()).isEqualTo(4);
            assertThat(worker.status().connections()).isEqualTo(1);
        }
    }

    @Test
    void puts_a_message_together_from_its_fragments() throws Exception {
        try (WorkerClient worker = worker((tenant, event) -> number(event)).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            byte[] message = ServerMessage.CODEC.encode(
                    new ServerMessage.DispatchEvent(TENANT, Event.of("E", Value.of(5)), new RequestId(5)));
            peer.sendFragment(true, false, Arrays.copyOfRange(message, 0, 4));
            peer.sendFragment(false, false, new byte[0]);
            peer.sendFragment(false, true, Arrays.copyOfRange(message, 4, message.length));

            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(5)));
            assertThat(worker.status().skipped()).isZero();
        }
    }

    @Test
    void refuses_in_place_of_an_answer_that_is_too_large_or_too_deep() throws Exception {
        WorkerHandler handler =
                (tenant, event) -> event.name().equals("Large") ? Value.of("x".repeat(5000)) : nested(100);
        try (WorkerClient worker =
                worker(handler).settings(settings("max-message-bytes", "4096")).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Large", 1);
            peer.dispatch(TENANT, "Deep", 2);

            assertThat(peer.nextRefusal()).matches("the answer is 50\\d\\d bytes, the limit is 4096");
            assertThat(peer.nextRefusal()).startsWith("the answer cannot be encoded: the value nests deeper than 64");
        }
    }

    @Test
    void needs_all_that_it_cannot_do_without() {
        assertThatThrownBy(() -> WorkerClient.builder().worker(1).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a url, a worker, a token and a handler");
        assertThatThrownBy(() -> WorkerClient.builder().token("has space"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("has space");
    }

    private static Value nested(int depth) {
        Value value = Value.ofNull();
        for (int i = 0; i < depth; i++) {
            value = Value.list(value);
        }
        return value;
    }

    private static List<String> threadsOf(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
