package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.registry.Handshake;
import org.mesophyll.master.registry.WorkerConnection;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

class MasterTest {
    private static final WorkerId ZERO = new WorkerId(0);
    private static final WorkerId ONE = new WorkerId(1);
    private static final TenantId OF_ZERO = TenantId.guild(0);
    private static final TenantId OF_ONE = TenantId.guild(1L << 22);
    private static final Event EVENT = Event.of("e", new Value.Null());
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ConcurrentLinkedQueue<String> notifications = new ConcurrentLinkedQueue<>();
    private final Master master = new Master(
            MasterSettings.from(new MapConfig(Map.of(
                    "mesophyll.worker-tokens", "0=" + "a".repeat(32) + ",1=" + "b".repeat(32),
                    "mesophyll.token-grace", "PT0.05S",
                    "mesophyll.close-deadline", "PT0.1S",
                    "mesophyll.tick-interval", "PT0.01S",
                    "mesophyll.completion.threads", "1",
                    "mesophyll.completion.queue", "2",
                    "mesophyll.outbox.max-messages", "4"))),
            new MemoryTokenStore(),
            new Recording());
    private final Dispatcher dispatcher = master.dispatcher();

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void ends_a_request_with_the_answer_of_the_owner_off_the_answering_thread() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection connection = master.registry().connect(ZERO, wire);
        Dispatch dispatch = dispatcher.dispatch(OF_ZERO, EVENT, LONG);
        CompletableFuture<String> thread = dispatch.outcome()
                .thenApply(outcome -> Thread.currentThread().getName())
                .toCompletableFuture();

        connection.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "yes"));

        assertThat(thread).succeedsWithin(LONG).asString().startsWith("mesophyll-completions-");
        assertThat(dispatch.outcome().toCompletableFuture().join())
                .isEqualTo(new DispatchOutcome.Answered(new Value.Text("yes")));
    }

    @Test
    void tells_the_owner_of_a_tenants_change_and_all_of_a_global_one_if_they_speak_version_2() {
        FakeWorkerWire zero = FakeWorkerWire.readingBatches();
        FakeWorkerWire one = FakeWorkerWire.readingBatches();
        master.registry().connect(ZERO, zero);
        master.registry().connect(ONE, one);
        GlobalKvName entry = new GlobalKvName("tpl", 1, "shop");

        master.notices().onTenant(OF_ONE);
        master.notices().onGlobal(entry);

        assertThat(notices(zero)).containsExactly(new ServerMessage.GlobalChanged(entry));
        assertThat(notices(one))
                .containsExactly(new ServerMessage.TenantChanged(OF_ONE), new ServerMessage.GlobalChanged(entry));
        FakeWorkerWire old = FakeWorkerWire.reading();
        master.registry().connect(ONE, old);
        master.notices().onTenant(OF_ONE);
        master.notices().onGlobal(entry);
        assertThat(notices(old)).isEmpty();
    }

    private static List<ServerMessage> notices(FakeWorkerWire wire) {
        return wire.taken().stream()
                .filter(message ->
                        !(message instanceof ServerMessage.Hello) && !(message instanceof ServerMessage.Epoch))
                .toList();
    }

    @Test
    void says_that_a_cancel_was_what_ended_the_request_and_only_once() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        Dispatch dispatch = dispatcher.dispatch(OF_ZERO, EVENT, LONG);

        assertThat(dispatch.cancel()).isTrue();
        assertThat(dispatch.cancel()).isFalse();

        assertThat(dispatch.outcome().toCompletableFuture())
                .succeedsWithin(LONG)
                .isEqualTo(new DispatchOutcome.Cancelled());
    }

    @Test
    void times_out_the_blocking_form_and_the_asynchronous_one() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        Duration timeout = Duration.ofMillis(50);

        assertThat(dispatcher.dispatchAndWait(OF_ZERO, EVENT, timeout))
                .isEqualTo(new DispatchOutcome.TimedOut(timeout));
        assertThat(dispatcher.dispatch(OF_ZERO, EVENT, timeout).outcome().toCompletableFuture())
                .succeedsWithin(LONG)
                .isEqualTo(new DispatchOutcome.TimedOut(timeout));
    }

    @Test
    void refuses_as_backpressure_what_a_slow_caller_leaves_no_room_for_while_deadlines_are_kept() throws Exception {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection connection = master.registry().connect(ZERO, wire);
        CountDownLatch slow = new CountDownLatch(1);
        Dispatch first = dispatcher.dispatch(OF_ZERO, EVENT, LONG);
        CompletableFuture<Boolean> stuck =
                first.outcome().thenApply(outcome -> awaits(slow)).toCompletableFuture();
        Dispatch second = dispatcher.dispatch(OF_ZERO, EVENT, LONG);
        connection.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "1"));
        connection.onFrame(FakeWorkerWire.answer(wire.takeRequest(), "2"));

        DispatchOutcome third = dispatcher
                .dispatch(OF_ZERO, EVENT, LONG)
                .outcome()
                .toCompletableFuture()
                .get(1, TimeUnit.SECONDS);
        DispatchOutcome blocking = dispatcher.dispatchAndWait(OF_ZERO, EVENT, Duration.ofMillis(50));

        assertThat(third)
                .isEqualTo(new DispatchOutcome.Backpressure(
                        ZERO, "2 requests are under way or wait for their callers, as many as may"));
        assertThat(blocking).isInstanceOf(DispatchOutcome.TimedOut.class);
        slow.countDown();
        assertThat(stuck).succeedsWithin(LONG).isEqualTo(true);
        assertThat(second.outcome().toCompletableFuture()).succeedsWithin(LONG);
    }

    @Test
    void shows_a_worker_that_does_not_read_as_backpressure_and_slows_no_other() {
        master.registry().connect(ZERO, FakeWorkerWire.stalled());
        FakeWorkerWire other = FakeWorkerWire.reading();
        WorkerConnection otherConnection = master.registry().connect(ONE, other);
        for (int i = 0; i < 3; i++) {
            assertThat(dispatcher.dispatchWithoutAnswer(OF_ZERO, EVENT)).isInstanceOf(SendOutcome.Accepted.class);
        }

        for (int i = 0; i < 10_000; i++) {
            assertThat(dispatcher.dispatchWithoutAnswer(OF_ZERO, EVENT)).isInstanceOf(SendOutcome.Backpressure.class);
        }

        assertThat(master.registry().find(ZERO).orElseThrow().outbox().messages())
                .isEqualTo(4);
        Dispatch dispatch = dispatcher.dispatch(OF_ONE, EVENT, LONG);
        otherConnection.onFrame(FakeWorkerWire.answer(other.takeRequest(), "yes"));
        assertThat(dispatch.outcome().toCompletableFuture())
                .succeedsWithin(LONG)
                .isInstanceOf(DispatchOutcome.Answered.class);
    }

    @Test
    void keeps_no_connection_whose_wire_fails_at_once_and_tells_of_it_in_order() {
        master.registry().connect(ZERO, FakeWorkerWire.broken());

        assertThat(master.registry().find(ZERO)).isEmpty();
        assertThat(dispatcher.dispatchAndWait(OF_ZERO, EVENT, LONG)).isEqualTo(new DispatchOutcome.NotConnected(ZERO));
        Awaitility.await().untilAsserted(() -> assertThat(notifications).containsExactly("0 connected", "0 gone 1006"));
    }

    @Test
    void leaves_nothing_of_an_older_connection_to_the_newer_one_through_a_thousand_takeovers() {
        FakeWorkerWire olderWire = FakeWorkerWire.reading();
        WorkerConnection older = master.registry().connect(ZERO, olderWire);
        for (int i = 0; i < 1_000; i++) {
            Dispatch owed = dispatchOnceThereIsAPlace();
            RequestId owedId = olderWire.takeRequest();
            FakeWorkerWire newerWire = FakeWorkerWire.reading();
            WorkerConnection newer = master.registry().connect(ZERO, newerWire);
            Dispatch next = dispatchOnceThereIsAPlace();
            RequestId nextId = newerWire.takeRequest();

            older.onFrame(FakeWorkerWire.answer(nextId, "stolen"));
            older.onFrame(FakeWorkerWire.answer(owedId, "late"));
            older.onClosed(CloseReason.CUT);

            assertThat(owed.outcome().toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isEqualTo(new DispatchOutcome.ConnectionLost(ZERO, "replaced"));
            assertThat(master.registry().find(ZERO)).contains(newer);
            newer.onFrame(FakeWorkerWire.answer(nextId, "own"));
            assertThat(next.outcome().toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isEqualTo(new DispatchOutcome.Answered(new Value.Text("own")));
            olderWire = FakeWorkerWire.reading();
            older = master.registry().connect(ZERO, olderWire);
        }
    }

    @Test
    void tells_of_the_older_connection_that_it_is_gone_before_it_tells_of_the_newer() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        master.registry().connect(ZERO, FakeWorkerWire.reading());

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications).containsExactly("0 connected", "0 gone 4000", "0 connected"));
    }

    @Test
    void tells_version_2_the_epoch_of_its_connection_which_grows_and_fences_the_older() {
        FakeWorkerWire olderWire = FakeWorkerWire.readingBatches();
        WorkerConnection older = master.registry().connect(ZERO, olderWire);
        WorkerConnection newer = master.registry().connect(ZERO, FakeWorkerWire.reading());

        assertThat(newer.epoch()).isGreaterThan(older.epoch());
        assertThat(olderWire.taken()).element(1).isEqualTo(new ServerMessage.Epoch(older.epoch()));
        assertThat(master.epochs().refusal(ZERO, older.epoch())).isPresent();
        assertThat(master.epochs().refusal(ZERO, newer.epoch())).isEmpty();
    }

    @Test
    void fences_a_connection_that_an_operator_has_ended_but_not_one_that_was_lost() {
        WorkerConnection lost = master.registry().connect(ZERO, FakeWorkerWire.reading());
        WorkerConnection disconnected = master.registry().connect(ONE, FakeWorkerWire.reading());

        lost.onClosed(CloseReason.CUT);
        master.administration().disconnect(ONE);

        assertThat(master.epochs().refusal(ZERO, lost.epoch())).isEmpty();
        assertThat(master.epochs().refusal(ONE, disconnected.epoch())).isPresent();
    }

    @Test
    void ends_a_connection_made_with_a_rotated_token_when_the_grace_is_over_and_not_that_of_the_new_token() {
        WorkerId registered = new WorkerId(7);
        String old = master.administration().register(registered).orElseThrow().text();
        FakeWorkerWire olderWire = FakeWorkerWire.reading();
        master.registry().connect(Handshake.proven(registered, Set.of(), old), olderWire);

        String young = master.administration().rotate(registered).orElseThrow().text();

        Awaitility.await().untilAsserted(() -> assertThat(olderWire.closes()).containsExactly(CloseReason.EXPIRED));
        FakeWorkerWire newerWire = FakeWorkerWire.reading();
        WorkerConnection newer = master.registry().connect(Handshake.proven(registered, Set.of(), young), newerWire);
        var unused = master.administration().rotate(registered);
        assertThat(master.registry().find(registered)).contains(newer);
    }

    @Test
    void gives_requests_ids_that_a_double_holds() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection connection = master.registry().connect(ZERO, wire);

        for (int i = 0; i < 1_000; i++) {
            Dispatch dispatch = dispatchOnceThereIsAPlace();
            RequestId id = wire.takeRequest();
            assertThat(id.value()).isBetween(0L, (1L << 53) - 1);
            connection.onFrame(FakeWorkerWire.answer(id, "yes"));
            assertThat(dispatch.outcome().toCompletableFuture()).succeedsWithin(LONG);
        }
    }

    /** A request's place is free a moment after its outcome is known, and there are only two. */
    private Dispatch dispatchOnceThereIsAPlace() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .pollInSameThread()
                .until(() -> dispatcher.dispatch(OF_ZERO, EVENT, LONG), dispatch -> !isRefused(dispatch));
    }

    private static boolean isRefused(Dispatch dispatch) {
        return dispatch.outcome().toCompletableFuture().isDone();
    }

    @Test
    void revokes_a_connection_and_only_for_a_worker_that_operators_made() {
        WorkerId made = new WorkerId(7);
        assertThat(master.administration().register(made)).isPresent();
        FakeWorkerWire wire = FakeWorkerWire.reading();
        master.registry().connect(made, wire);

        assertThat(master.administration().revoke(made)).isTrue();
        assertThat(master.administration().revoke(ZERO)).isFalse();

        assertThat(wire.closes()).containsExactly(CloseReason.REVOKED);
        assertThat(master.registry().find(made)).isEmpty();
    }

    @Test
    void ends_what_is_pending_and_cuts_every_peer_when_it_closes() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        master.registry().connect(ZERO, wire);
        Dispatch dispatch = dispatcher.dispatch(OF_ZERO, EVENT, LONG);

        master.close();

        assertThat(dispatch.outcome().toCompletableFuture())
                .succeedsWithin(LONG)
                .isEqualTo(new DispatchOutcome.ConnectionLost(ZERO, "shutting down"));
        assertThat(wire.closes()).containsExactly(CloseReason.GOING_AWAY);
        assertThat(wire.aborts()).isEqualTo(1);
        assertThat(dispatcher.dispatchAndWait(OF_ZERO, EVENT, LONG)).isEqualTo(new DispatchOutcome.NotConnected(ZERO));
    }

    @Test
    void refuses_a_time_out_out_of_range_also_when_nobody_is_connected() {
        assertThatThrownBy(() -> dispatcher.broadcast(OF_ZERO, EVENT, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a time-out is more than PT0S and at most PT10M: PT0S");
    }

    @Test
    void a_broadcast_reaches_every_worker_with_an_id_of_its_connection() {
        FakeWorkerWire zero = FakeWorkerWire.reading();
        FakeWorkerWire one = FakeWorkerWire.reading();
        WorkerConnection toZero = master.registry().connect(ZERO, zero);
        WorkerConnection toOne = master.registry().connect(ONE, one);

        CompletableFuture<Map<WorkerId, DispatchOutcome>> outcomes =
                dispatcher.broadcast(OF_ZERO, EVENT, LONG).toCompletableFuture();

        RequestId ofZero = zero.takeRequest();
        RequestId ofOne = one.takeRequest();
        assertThat(zero.taken()).contains(new ServerMessage.DispatchEvent(OF_ZERO, EVENT, ofZero));
        assertThat(one.taken()).contains(new ServerMessage.DispatchEvent(OF_ZERO, EVENT, ofOne));
        toZero.onFrame(FakeWorkerWire.answer(ofZero, "zero"));
        toOne.onFrame(FakeWorkerWire.answer(ofOne, "one"));
        assertThat(outcomes)
                .succeedsWithin(LONG)
                .isEqualTo(Map.of(
                        ZERO, new DispatchOutcome.Answered(new Value.Text("zero")),
                        ONE, new DispatchOutcome.Answered(new Value.Text("one"))));
    }

    @Test
    void labels_its_meters_by_fixed_words_only() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        assertThat(dispatcher.dispatchAndWait(OF_ZERO, EVENT, Duration.ofMillis(20)))
                .isInstanceOf(DispatchOutcome.TimedOut.class);

        List<String> labels = master.metrics()
                .scrape()
                .lines()
                .filter(line -> line.contains("{"))
                .map(line -> line.substring(line.indexOf('{') + 1, line.indexOf('}')))
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(label -> label.substring(0, label.indexOf('=')))
                .distinct()
                .toList();

        assertThat(labels).containsExactlyInAnyOrder("kind", "outcome", "reason", "result", "le");
        assertThat(master.metrics().scrape())
                .contains("mesophyll_dispatch_seconds_count{kind=\"event\",outcome=\"timed_out\"} 1")
                .contains("mesophyll_workers_connected 1");
    }

    @Test
    void keeps_deadlines_though_ticks_throw_errors() {
        master.ticker().add(() -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        master.registry().connect(ZERO, FakeWorkerWire.reading());

        Dispatch dispatch = dispatcher.dispatch(OF_ZERO, EVENT, Duration.ofMillis(30));

        assertThat(dispatch.outcome().toCompletableFuture())
                .succeedsWithin(LONG)
                .isInstanceOf(DispatchOutcome.TimedOut.class);
    }

    @Test
    void answers_scripts_even_when_a_listener_to_their_log_lines_throws_errors() {
        FakeWorkerWire wire = FakeWorkerWire.reading();
        WorkerConnection connection = master.registry().connect(ZERO, wire);

        for (int repeated = 0; repeated < 3; repeated++) { // more often than there are places
            Dispatch dispatch = dispatcher.runScript(OF_ZERO, "test", "code", EVENT, LONG, line -> {
                throw new StackOverflowError("a listener's fault");
            });
            RequestId request = wire.takeRequest();
            connection.onFrame(ByteBuffer.wrap(
                    ClientMessage.CODEC.encode(new ClientMessage.ScriptLine(OF_ZERO, "a line", request))));
            connection.onFrame(FakeWorkerWire.answer(request, "yes"));

            assertThat(dispatch.outcome().toCompletableFuture())
                    .succeedsWithin(LONG)
                    .isEqualTo(new DispatchOutcome.Answered(new Value.Text("yes")));
        }
    }

    @Test
    void tells_that_an_older_connection_is_gone_before_that_the_newer_has_come() {
        master.registry().connect(ZERO, FakeWorkerWire.reading());
        for (int i = 0; i < 100; i++) {
            master.registry().connect(ZERO, FakeWorkerWire.reading());
        }

        Awaitility.await().until(() -> notifications.size() == 201);
        List<String> told = List.copyOf(notifications);
        for (int i = 0; i < 201; i++) {
            assertThat(told.get(i)).startsWith(i % 2 == 0 ? "0 connected" : "0 gone 4000");
        }
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private final class Recording implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {
            notifications.add(event.worker() + " connected");
        }

        @Override
        public void onGone(WorkerGone event) {
            notifications.add(event.worker() + " gone " + event.reason().code());
        }
    }
}
