package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;

/** A worker that dies in the middle of a request does not keep its caller waiting (G2). */
@WithMaster
class WorkerLossIT {
    private static final int WORKER = 51;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final int DISCONNECTED = 4004;

    private final Running master;
    private final Operator operator;

    WorkerLossIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void a_request_ends_at_once_when_its_worker_is_killed() throws IOException, MalformedMessageException {
        RawWebSocket worker = connect();
        CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "a", TIMEOUT);
        assertThat(worker.read()).isInstanceOf(ServerMessage.DispatchEvent.class);
        long start = System.nanoTime();

        worker.reset();

        assertConnectionLost(asked, start);
    }

    @Test
    void a_request_ends_at_once_when_its_worker_closes_the_socket() throws IOException, MalformedMessageException {
        RawWebSocket worker = connect();
        CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "a", TIMEOUT);
        assertThat(worker.read()).isInstanceOf(ServerMessage.DispatchEvent.class);
        long start = System.nanoTime();

        worker.close();

        assertConnectionLost(asked, start);
    }

    @Test
    void a_request_ends_at_once_when_an_operator_disconnects_its_worker() throws InterruptedException {
        try (TestWorker worker = TestWorker.connect(master, WORKER, TestWorker.Behaviour.SILENT)) {
            CompletableFuture<HttpReply> asked = operator.dispatchText(TENANT, "a", TIMEOUT);
            worker.next();
            long start = System.nanoTime();

            HttpReply reply = operator.call("POST", "workers/" + WORKER + "/disconnect");

            assertThat(reply.status()).isBetween(200, 204);
            assertConnectionLost(asked, start);
            assertThat(worker.closed().orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(DISCONNECTED);
        }
    }

    private RawWebSocket connect() throws IOException, MalformedMessageException {
        RawWebSocket worker = RawWebSocket.open(master.webSocket(WORKER, ItTokens.worker(WORKER)));
        worker.read();
        worker.beat();
        return worker;
    }

    private static void assertConnectionLost(CompletableFuture<HttpReply> asked, long start) {
        HttpReply reply = asked.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
        assertThat(reply.status()).isEqualTo(502);
    }
}
