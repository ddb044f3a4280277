package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;

/** A worker's writes carry the epoch of its connection. */
@SuppressWarnings("NullAway.Init") // opened before each test
class FencingTest {
    private static final TenantId TENANT = TenantId.guild(0);
    private static final Scopes SCOPES = Scopes.of("a");

    private FakeMaster master;
    private FakeStateServer server;
    private StateClient state;
    private WorkerClient worker;

    @BeforeEach
    void connect() throws IOException {
        master = new FakeMaster();
        master.speakVersion2();
        server = new FakeStateServer();
        state = StateClient.builder().url(server.url()).worker(3).token("t").build();
        worker = WorkerClient.builder()
                .url(master.url())
                .worker(3)
                .token("t")
                .handler((tenant, event) -> Value.ofNull())
                .settings(ClientSettings.of(Map.of("mesophyll.client.worker.first-back-off", "PT0.01S")))
                .state(state)
                .start();
    }

    @AfterEach
    void close() throws IOException {
        worker.close();
        state.close();
        server.close();
        master.close();
    }

    @Test
    void a_write_carries_the_epoch_that_the_master_told_last() throws Exception {
        greet(master.nextConnection(), 7);

        state.set(TENANT, SCOPES, "key", Value.of(1));

        assertThat(server.lastRequest().epoch()).isEqualTo("7");
    }

    @Test
    void a_write_before_the_first_connection_carries_none() {
        state.set(TENANT, SCOPES, "key", Value.of(1));

        assertThat(server.lastRequest().epoch()).isEmpty();
    }

    @Test
    void a_write_that_is_refused_for_its_epoch_says_so() throws Exception {
        greet(master.nextConnection(), 7);
        server.answerWith(409, "this request carries epoch 7".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> state.set(TENANT, SCOPES, "key", Value.of(1)))
                .isInstanceOfSatisfying(
                        StateException.class, e -> assertThat(e.reason()).isEqualTo(StateException.Reason.FENCED))
                .hasMessageContaining("this request carries epoch 7");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void a_write_that_is_refused_while_its_own_worker_reconnects_is_sent_again_under_the_new_epoch() throws Exception {
        FakePeer older = master.nextConnection();
        greet(older, 7);
        older.cut();
        FakePeer newer = master.nextConnection();
        server.answerBy(request -> {
            if (request.epoch().equals("8")) {
                return FakeStateServer.Answer.ok(new byte[0]);
            }
            tell(newer, 8);
            return new FakeStateServer.Answer(409, Bytes.copyOf());
        });

        state.set(TENANT, SCOPES, "key", Value.of(1));

        assertThat(server.requests()).isEqualTo(2);
        assertThat(server.lastRequest().epoch()).isEqualTo("8");
    }

    private void greet(FakePeer peer, long epoch) throws IOException {
        peer.greet(5000);
        tell(peer, epoch);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(state.epoch().current()).hasValue(epoch));
    }

    private static void tell(FakePeer peer, long epoch) {
        try {
            peer.send(new ServerMessage.Epoch(epoch));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
