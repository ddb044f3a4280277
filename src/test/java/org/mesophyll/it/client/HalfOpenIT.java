package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.WorkerClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** A connection over which nothing moves any more is found within three heartbeat intervals, at both ends (G4). */
@WithMaster
class HalfOpenIT {
    private static final int FROZEN = 42;
    private static final int RECONNECTING = 43;
    private static final Duration THREE_INTERVALS = TestServer.HEARTBEAT.multipliedBy(3);
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final Running master;
    private final Operator operator;

    HalfOpenIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void the_master_gives_up_a_frozen_worker_and_what_it_owes() throws IOException {
        TenantId tenant = Tenants.guildOf(FROZEN, 1);
        try (FreezingProxy proxy = FreezingProxy.before(master.url());
                TestWorker worker = TestWorker.connect(webSocket(proxy, FROZEN), TestWorker.Behaviour.SILENT)) {
            CompletableFuture<HttpReply> asked = operator.dispatchText(tenant, "a", Duration.ofSeconds(30));
            await().until(() -> worker.waiting() > 0);
            long start = System.nanoTime();

            proxy.freeze();

            assertThat(asked.join().status()).isEqualTo(502);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(THREE_INTERVALS.plus(SLACK));
        }
    }

    @Test
    void the_client_finds_a_frozen_master_and_connects_anew() throws IOException, InterruptedException {
        TenantId tenant = Tenants.guildOf(RECONNECTING, 1);
        try (FreezingProxy proxy = FreezingProxy.before(master.url());
                WorkerClient client = WorkerClient.builder()
                        .url(proxy.url().toString())
                        .worker(RECONNECTING)
                        .token(ItTokens.worker(RECONNECTING))
                        .handler((owner, event) -> Value.of("alive"))
                        .start()) {
            assertThat(client.awaitConnected(Duration.ofSeconds(10))).isTrue();
            long start = System.nanoTime();

            proxy.freeze();

            await().atMost(Duration.ofSeconds(20)).until(() -> proxy.connections() >= 2);
            // the first try comes within half a second
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(THREE_INTERVALS.plus(SLACK));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> operator.dispatchText(tenant, "a", Duration.ofSeconds(2))
                                    .join()
                                    .status()
                            == 200);
        }
    }

    private static URI webSocket(FreezingProxy proxy, int worker) {
        return URI.create(
                "ws://" + proxy.url().getAuthority() + "/ws?id=" + worker + "&token=" + ItTokens.worker(worker));
    }
}
