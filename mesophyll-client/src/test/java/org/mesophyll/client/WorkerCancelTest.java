package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** What a handler hears when nobody waits for a script any more. */
@Timeout(60)
class WorkerCancelTest {
    private static final TenantId TENANT = TenantId.guild(1);

    private final List<String> run = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private FakeMaster master; // opened before each test

    @BeforeEach
    void open() throws IOException {
        master = new FakeMaster();
    }

    @AfterEach
    void close() throws IOException {
        master.close();
    }

    @Test
    void stops_what_runs_and_does_not_begin_what_waits() throws Exception {
        try (WorkerClient worker = WorkerClient.builder()
                .url(master.url())
                .worker(3)
                .token("token")
                .handler(new Handler())
                .start()) {
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

    private static ServerMessage script(String name, long id) {
        return new ServerMessage.RunScript(TENANT, name, "code", Event.of("e", Value.ofNull()), new RequestId(id));
    }

    /** Runs a script until it is stopped. */
    private final class Handler implements WorkerHandler {
        @Override
        public Value onEvent(TenantId tenant, Event event) {
            return Value.ofNull();
        }

        @Override
        public Value onScript(TenantId tenant, String name, String code, Event event, Cancellation cancellation)
                throws Exception {
            CountDownLatch stopped = new CountDownLatch(1);
            run.add(name);
            cancellation.onCancel(stopped::countDown);
            begun.countDown();
            throw new WorkerRefusal(stopped.await(20, TimeUnit.SECONDS) ? "stopped" : "not stopped");
        }
    }
}
