package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.it.peer.SlowHead;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.launcher.ServerKind;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** Peers that send slowly cost no thread, are answered 408 and closed (G15, G16). */
@WithMaster
class SlowPeersIT {
    private static final int WORKER = 46;
    private static final int SLOW = 20; // at each of three doors
    private static final int SETS = 200;
    private static final int CONNECTIONS = 4;

    private final Running master;

    SlowPeersIT(Running master) {
        this.master = master;
    }

    @Test
    void sixty_slow_bodies_leave_others_served_and_are_closed() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(post("/rpc", "Content-Type: application/json"));
                slow.add(post("/db/kv?id=" + WORKER + "&token=wrong", "Content-Type: application/msgpack"));
                slow.add(post(
                        "/api/v1/broadcast",
                        "Content-Type: application/json",
                        "Authorization: Bearer " + ItTokens.OPERATOR));
            }

            assertThat(RawHttp.exchange(master.url(), "GET /api/v1/health/live HTTP/1.1")
                            .status())
                    .isEqualTo(200);
            assertThat(set(StateDoor.Version.HTTP_1_1).status()).isEqualTo(200);
            for (Socket socket : slow) {
                HttpReply reply = RawHttp.readReply(socket.getInputStream());
                assertThat(reply.status()).isEqualTo(408);
                assertThat(socket.getInputStream().read()).as("closed").isNegative();
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /api/v1/health/live HTTP/1.1\r\nHo"})
    void a_head_that_does_not_come_ends_the_connection(String begun) throws IOException {
        try (Socket socket = RawHttp.connect(master.url(), RawHttp.newSource())) {
            socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));

            socket.getInputStream().readAllBytes(); // fails after 20 s

            assertThat(socket.getInputStream().read()).isNegative();
        }
        assertThat(ServerLogs.of(master)).doesNotContain("keeps silent connections");
    }

    /** WildFly has no bound for what comes by HTTP/2. */
    @Test
    void heads_that_come_in_small_pieces_end_their_connections() throws Exception {
        List<SlowHead> heads = ItSettings.serverKind() == ServerKind.PAYARA
                ? List.of(SlowHead.values())
                : List.of(SlowHead.FIRST, SlowHead.NEXT);
        ExecutorService peers = Executors.newFixedThreadPool(heads.size());
        try {
            Map<SlowHead, Future<Duration>> ends = new EnumMap<>(SlowHead.class);
            for (SlowHead head : heads) {
                ends.put(head, peers.submit(() -> head.timeToEnd(master.url())));
            }

            for (Map.Entry<SlowHead, Future<Duration>> end : ends.entrySet()) {
                assertThat(end.getValue().get(30, TimeUnit.SECONDS))
                        .as(end.getKey().name())
                        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(12));
            }
        } finally {
            peers.shutdownNow();
        }
    }

    /** On several connections, because Payara resets streams beyond those that it allows on one without announcing how many. */
    @Test
    void two_hundred_bodies_at_once_over_http_2_are_all_taken() throws Exception {
        byte[] body = KeyValueOp.CODEC.encode(set());
        List<CloseableHttpAsyncClient> clients = new ArrayList<>();
        List<Future<SimpleHttpResponse>> replies = new ArrayList<>();
        try {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                CloseableHttpAsyncClient client = HttpAsyncClients.createHttp2Default();
                clients.add(client);
                client.start();
                for (int i = 0; i < SETS / CONNECTIONS; i++) {
                    replies.add(client.execute(
                            SimpleRequestBuilder.post(master.url(path()))
                                    .setBody(body, ContentType.create("application/msgpack"))
                                    .build(),
                            null));
                }
            }

            for (Future<SimpleHttpResponse> reply : replies) {
                assertThat(reply.get(30, TimeUnit.SECONDS).getCode()).isEqualTo(200);
            }
        } finally {
            for (CloseableHttpAsyncClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 300_000, 1_800_000})
    void a_large_body_with_a_wrong_token_is_refused_on_either_version(int bytes) throws IOException {
        for (StateDoor.Version version : StateDoor.Version.values()) {
            try (StateDoor door = StateDoor.of(master.url(), version)) {
                assertThat(door.post("/db/kv?id=" + WORKER + "&token=wrong", new byte[bytes])
                                .status())
                        .isIn(401, 429);
            }
        }
    }

    @Test
    void a_stranger_may_send_a_few_kibibytes_only() throws IOException {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}";

        assertThat(rpc(call.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(200);
        assertThat(rpc((call + " ".repeat(4096)).getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(413);
    }

    private HttpReply rpc(byte[] body) throws IOException {
        try (Socket socket = RawHttp.connect(master.url(), RawHttp.newSource())) {
            socket.getOutputStream()
                    .write(RawHttp.head(
                            master.url(),
                            "POST /rpc HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: " + body.length));
            socket.getOutputStream().write(body);
            return RawHttp.readReply(socket.getInputStream());
        }
    }

    private Socket post(String path, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: 3000");
        Socket socket = RawHttp.connect(master.url(), RawHttp.newSource());
        socket.getOutputStream()
                .write(RawHttp.head(master.url(), "POST " + path + " HTTP/1.1", all.toArray(String[]::new)));
        socket.getOutputStream().write('x');
        return socket;
    }

    private HttpReply set(StateDoor.Version version) throws IOException {
        try (StateDoor door = StateDoor.of(master.url(), version)) {
            return door.post(path(), KeyValueOp.CODEC.encode(set()));
        }
    }

    private static KeyValueOp set() {
        return new KeyValueOp.Set(Scopes.of("slow"), "key", new Value.Text("x"));
    }

    private static String path() {
        return "/db/kv?" + StateDoor.caller(WORKER, ItTokens.worker(WORKER)) + "&"
                + StateDoor.tenantQuery(Tenants.guildOf(WORKER, 1));
    }
}
