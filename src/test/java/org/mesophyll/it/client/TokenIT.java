package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.TestServer;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawWebSocket;
import org.mesophyll.it.peer.TestWorker;

/** A worker's token from its making to its end (G11). */
@WithMaster
class TokenIT {
    private static final int FIRST_ID = 1000;
    private static final int IDS = 60_000;
    private static final int REPLACED = 4000;
    private static final int REVOKED = 4003;
    private static final int DISCONNECTED = 4004;
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Running master;
    private final Operator operator;
    private final int id = FIRST_ID + ThreadLocalRandom.current().nextInt(IDS); // no earlier run has left it

    TokenIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @AfterEach
    void revoke() {
        operator.call("DELETE", "workers/" + id);
    }

    @Test
    void a_token_is_shown_once() {
        HttpReply created = operator.post("workers", "{\"id\":" + id + "}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location").orElse("")).endsWith("/api/v1/workers/" + id);
        assertThat(created.header("Cache-Control").orElse("")).contains("no-store");
        String token = created.object().getString("token");
        assertThat(operator.get("workers/" + id).status()).isEqualTo(200);
        assertThat(operator.get("workers/" + id).text()).doesNotContain(token);
        assertThat(operator.get("workers").text()).contains("\"id\":" + id).doesNotContain(token);
        assertThat(operator.post("workers", "{\"id\":" + id + "}").status()).isEqualTo(409);
    }

    @Test
    void a_made_worker_connects_and_owns_no_tenant() {
        String token = create();

        try (TestWorker worker = connect(token)) {
            assertThat(worker.hello()).isEqualTo(TestServer.HEARTBEAT);
            assertThat(operator.get("workers/" + id).object().getBoolean("connected"))
                    .isTrue();
            assertThat(operator.get("workers/" + id).object().getBoolean("owns_tenants"))
                    .isFalse();
        }
    }

    @Test
    void the_old_token_stays_valid_through_the_grace_and_not_beyond() throws IOException {
        String old = create();
        try (TestWorker first = connect(old)) {
            HttpReply rotated = operator.call("POST", "workers/" + id + "/token");
            assertThat(rotated.status()).isEqualTo(200);
            String fresh = rotated.object().getString("token");
            assertThat(fresh).isNotEqualTo(old);
            assertThat(first.closed()).isNotDone();
            try (TestWorker second = connect(fresh);
                    TestWorker third = connect(old)) {
                assertThat(closeCode(second)).isEqualTo(REPLACED);
                await().atMost(TestServer.TOKEN_GRACE.plus(AT_ONCE))
                        .untilAsserted(() -> assertThat(state(old)).isEqualTo(401));
                assertThat(closeCode(third)).isEqualTo(REVOKED); // the connection ends with its token
            }
            assertThat(handshake(fresh)).isEqualTo(101);
        }
    }

    @Test
    void revoking_closes_the_socket_and_every_door() throws IOException {
        String old = create();
        String fresh =
                operator.call("POST", "workers/" + id + "/token").object().getString("token");
        try (TestWorker worker = connect(fresh)) {
            assertThat(operator.call("DELETE", "workers/" + id).status()).isEqualTo(204);

            assertThat(closeCode(worker)).isEqualTo(REVOKED);
            assertThat(handshake(fresh)).isIn(401, 404);
            assertThat(handshake(old)).isIn(401, 404);
            assertThat(state(fresh)).isIn(401, 404);
        }
    }

    @Test
    void a_revoked_worker_that_is_made_anew_gets_another_token() throws IOException {
        String before = create();
        operator.call("DELETE", "workers/" + id);

        String after = create();

        assertThat(after).isNotEqualTo(before);
        assertThat(handshake(before)).isEqualTo(401);
        assertThat(handshake(after)).isEqualTo(101);
    }

    @Test
    void a_disconnected_worker_may_come_back() {
        String token = create();
        try (TestWorker worker = connect(token)) {
            assertThat(operator.call("POST", "workers/" + id + "/disconnect").status())
                    .isEqualTo(204);
            assertThat(closeCode(worker)).isEqualTo(DISCONNECTED);
        }
        assertThat(operator.call("POST", "workers/" + id + "/disconnect").status())
                .isEqualTo(503);
        connect(token).close();
    }

    @Test
    void the_token_of_a_setting_is_not_the_operators_to_change() {
        assertThat(operator.call("POST", "workers/0/token").status()).isEqualTo(409);
        assertThat(operator.call("DELETE", "workers/0").status()).isEqualTo(409);
        TestWorker.connect(master, 0, TestWorker.Behaviour.SILENT).close();
    }

    @Test
    void an_operators_token_is_no_workers_and_a_workers_no_operators() throws IOException {
        create();

        assertThat(handshake(ItTokens.OPERATOR)).isEqualTo(401);
        HttpReply reply = RawHttp.exchange(
                master.url(), "GET /api/v1/workers HTTP/1.1", "Authorization: Bearer " + ItTokens.worker(0));
        assertThat(reply.status()).isEqualTo(401);
    }

    private String create() {
        HttpReply created = operator.post("workers", "{\"id\":" + id + "}");
        assertThat(created.status()).as("creation").isEqualTo(201);
        return created.object().getString("token");
    }

    private TestWorker connect(String token) {
        return TestWorker.connect(master.webSocket(id, token), TestWorker.Behaviour.SILENT);
    }

    private int handshake(String token) throws IOException {
        String line = "GET /ws?id=" + id + " HTTP/1.1";
        String[] headers = RawWebSocket.handshake();
        String[] more = Arrays.copyOf(headers, headers.length + 1);
        more[headers.length] = "Authorization: Bearer " + token;
        return RawHttp.exchange(master.url(), line, more).status();
    }

    private int state(String token) throws IOException {
        String line = "GET /db/tenant-states?id=" + id + "&token=" + token + " HTTP/1.1";
        return RawHttp.exchange(master.url(), line).status();
    }

    private static int closeCode(TestWorker worker) {
        return worker.closed().orTimeout(AT_ONCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
