package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.websocket.Connector;
import org.mesophyll.client.websocket.TyrusConnector;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

/** A worker in bad moments: errors, and threads that cannot be started. */
class WorkerEnduranceTest extends WithFakeMaster {
    private static final Duration PATIENCE = FakeMaster.PATIENCE;
    private static final ClientSettings QUICK = settings("first-back-off", "PT0.01S", "max-back-off", "PT0.05S");

    @BeforeEach
    void setPatience() {
        Awaitility.setDefaultTimeout(PATIENCE);
    }

    @Test
    void goes_on_connecting_after_errors() throws Exception {
        FailingConnector connector = new FailingConnector(3);
        try (WorkerClient worker = worker((tenant, event) -> Value.of(7))
                .connector(connector)
                .settings(QUICK)
                .start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);
            peer.dispatch(TENANT, "Ping", 1);

            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(7)));
            assertThat(connector.failures).hasValueLessThan(0);
        }
    }

    @Test
    void goes_on_though_its_listener_throws_errors() throws Exception {
        WorkerListener failing = new WorkerListener() {
            @Override
            public void onConnected(Duration heartbeatInterval) {
                throw new StackOverflowError("a listener that throws");
            }

            @Override
            public void onDisconnected(String reason) {
                throw new StackOverflowError("a listener that throws");
            }
        };
        try (WorkerClient worker = worker((tenant, event) -> Value.of(7))
                .listener(failing)
                .settings(QUICK)
                .start()) {
            FakePeer first = master.nextConnection();
            first.greet(5000);
            await().until(() -> worker.status().connections() == 1);
            first.cut();

            FakePeer second = master.nextConnection();
            second.greet(5000);
            second.dispatch(TENANT, "Ping", 1);

            assertThat(second.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(7)));
        }
    }

    @Test
    void answers_what_an_executor_does_not_take_and_what_it_takes_then() throws Exception {
        AtomicInteger refusals = new AtomicInteger(2);
        try (WorkerClient worker = worker((tenant, event) -> Value.of(7))
                .executor(task -> {
                    int left = refusals.getAndDecrement();
                    if (left == 2) {
                        throw new RejectedExecutionException("full");
                    }
                    if (left == 1) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    task.run();
                })
                .start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);

            peer.dispatch(TENANT, "First", 1);
            assertThat(peer.nextRefusal()).isEqualTo("busy: the worker's executor took no more work");
            peer.dispatch(TENANT, "Second", 2);
            assertThat(peer.nextRefusal()).isEqualTo("busy: the worker's executor took no more work");
            peer.dispatch(TENANT, "Third", 3);

            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(7)));
            await().until(() -> worker.status().inFlight() == 0);
        }
    }

    @Test
    void handles_the_next_request_after_a_handler_that_throws_an_error() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (WorkerClient worker =
                worker((tenant, event) -> failOnce(calls, event)).start()) {
            FakePeer peer = master.nextConnection();
            peer.greet(5000);

            peer.dispatch(TENANT, "First", 1);
            assertThat(peer.nextRefusal()).isEqualTo("the worker failed to handle the request");
            peer.dispatch(TENANT, "Second", 2);

            assertThat(peer.nextAnswer().result()).isEqualTo(new DispatchResult.Ok(Value.of(7)));
            await().until(() -> worker.status().inFlight() == 0);
        }
    }

    private static Value failOnce(AtomicInteger calls, Event unused) {
        if (calls.incrementAndGet() == 1) {
            throw new StackOverflowError("a handler that fails");
        }
        return Value.of(7);
    }

    /** Fails a few times as a machine does that has no threads left, and connects then. */
    private static final class FailingConnector implements Connector {
        private final Connector real = new TyrusConnector(Duration.ofSeconds(10), 1 << 20);
        private final AtomicInteger failures;

        private FailingConnector(int failures) {
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public void connect(URI address, String token, Incoming incoming) throws ConnectFailure, InterruptedException {
            int left = failures.getAndDecrement();
            if (left == 1) {
                throw new IllegalStateException("a defect");
            }
            if (left > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            real.connect(address, token, incoming);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
