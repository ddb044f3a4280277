package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What a handler hears of scripts, and tells of them. */
class WorkerScriptTest extends WithFakeMaster {
    private static final String LOGGER = "logger";

    private final List<String> run = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    @Test
    void stops_what_runs_and_does_not_begin_what_waits() throws Exception {
        try (WorkerClient worker = worker()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.send(script("first", 1));
            peer.send(script("second", 2));
            peer.send(script("third", 3));
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

            peer.send(new ServerMessage.Cancel(new RequestId(2)));
            peer.send(new ServerMessage.Cancel(new RequestId(1)));
            peer.send(new ServerMessage.Cancel(new RequestId(99)));

            assertThat(peer.nextRefusal()).isEqualTo("stopped");
            assertThat(peer.nextRefusal()).isEqualTo("nobody waits for the script any more, so it was not run");
            await().until(() -> run.contains("third"));
            peer.send(new ServerMessage.Cancel(new RequestId(3)));
            assertThat(peer.nextRefusal()).isEqualTo("stopped");
            assertThat(run).containsExactly("first", "third");
            assertThat(worker.status().refused()).isZero();
        }
    }

    @Test
    void tells_what_a_script_has_logged_before_its_answer() throws Exception {
        master.speakVersion2();
        try (WorkerClient worker = worker()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.send(script(LOGGER, 7));
            DispatchResult unused = peer.nextAnswer().result();

            assertThat(peer.linesSoFar())
                    .containsExactly(new ClientMessage.ScriptLine(TENANT, "a line", new RequestId(7)));
            worker.say(TENANT, "two\nlines and half a pair \ud800");
            await().untilAsserted(() -> assertThat(peer.linesSoFar())
                    .containsExactly(new ClientMessage.ScriptLine(TENANT, "two lines and half a pair", null)));
        }
    }

    @Test
    void tells_a_master_of_version_1_nothing_that_it_does_not_know() throws Exception {
        try (WorkerClient worker = worker()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            worker.say(TENANT, "a line");
            peer.send(script(LOGGER, 7));

            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(7));
            assertThat(peer.linesSoFar()).isEmpty();
        }
    }

    @Test
    void leaves_lines_out_rather_than_answers() throws Exception {
        master.speakVersion2();
        int many = 5000; // the outbox holds fewer
        try (WorkerClient worker = worker(new Handler())
                .settings(settings("max-queued-messages", "4"))
                .start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.send(script(LOGGER + many, 7));

            assertThat(peer.nextAnswer().requestId()).isEqualTo(new RequestId(7));
            assertThat(peer.linesSoFar()).isNotEmpty();
        }
    }

    @Test
    void says_which_languages_it_runs_when_it_connects() throws Exception {
        try (WorkerClient worker = worker()) {
            FakePeer unused = master.nextConnection();

            assertThat(master.handshakes().get(0)).startsWith("GET /ws?id=3&languages=c%2B%2B%2Clua HTTP/1.1");
            assertThat(worker.status().connections()).isNotNegative();
        }
    }

    private WorkerClient worker() {
        return worker(new Handler()).start();
    }

    private static ServerMessage script(String name, long id) {
        return new ServerMessage.RunScript(TENANT, name, "code", Event.of("e", Value.ofNull()), new RequestId(id));
    }

    /** Runs a script until it is stopped, or has it log a line, or many. */
    private final class Handler implements WorkerHandler {
        @Override
        public Value onEvent(TenantId tenant, Event event) {
            return Value.ofNull();
        }

        @Override
        public Set<String> languages() {
            return Set.of("lua", "c++");
        }

        @Override
        public Value onScript(TenantId tenant, String name, String code, Event event, ScriptCall call)
                throws Exception {
            if (name.startsWith(LOGGER)) {
                String number = name.substring(LOGGER.length());
                int lines = number.isEmpty() ? 1 : Integer.parseInt(number);
                IntStream.range(0, lines).forEach(i -> call.say("a line"));
                return Value.ofNull();
            }
            CountDownLatch stopped = new CountDownLatch(1);
            run.add(name);
            call.onCancel(stopped::countDown);
            begun.countDown();
            throw new WorkerRefusal(stopped.await(20, TimeUnit.SECONDS) ? "stopped" : "not stopped");
        }
    }
}
