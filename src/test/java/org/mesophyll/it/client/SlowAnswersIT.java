package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawHttp2;
import org.mesophyll.it.peer.ServerLogs;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** Peers that ask for large answers and do not read them stall nobody, and are cut (G22). */
@WithMaster
class SlowAnswersIT {
    private static final int WORKER = 37;
    private static final TenantId TENANT = Tenants.guildOf(WORKER, 1);
    private static final int RECORD_BYTES = 60 * 1024;
    private static final int ANSWER_BYTES = 300_000;
    /** Records of an answer that HTTP/2's windows stop. */
    private static final int FEW = 10;
    /** Records of an answer that is larger than the buffers of a socket on the loopback interface, which hold 4 MB. */
    private static final int MANY = 100;

    private static final int DISPATCHES_EACH = 20; // together more than those buffers
    private static final int OVER_HTTP_1 = 8; // at each of two doors
    private static final int OVER_HTTP_2 = 24; // at each of two doors
    private static final int ROUNDS = 40;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration UNTIL_CUT = Duration.ofSeconds(90);
    private static final String LARGE = "large";
    private static final short INITIAL_WINDOW = 4; // RFC 9113, section 6.5.2

    private final Running master;
    private final Operator operator;

    SlowAnswersIT(Running master) {
        this.master = master;
        this.operator = Operator.of(master);
    }

    @Test
    void sixty_four_peers_that_do_not_read_large_answers_stall_nobody_and_are_cut() throws Exception {
        List<AutoCloseable> slow = new ArrayList<>();
        try (TestWorker worker = TestWorker.connect(master, WORKER, SlowAnswersIT::answer);
                StateDoor door = StateDoor.of(master.url(), StateDoor.Version.HTTP_1_1);
                StateDoor door2 = StateDoor.of(master.url(), StateDoor.Version.HTTP_2)) {
            keepRecords(door);
            double connections = operator.metric("mesophyll_workers_connections_total");
            long complaints = complaints();
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < OVER_HTTP_1; i++) {
                sockets.add(post(1, path(), "application/msgpack", find(MANY)));
                sockets.add(post(DISPATCHES_EACH, dispatchPath(), "application/json", dispatch()));
            }
            slow.addAll(sockets);
            for (int i = 0; i < OVER_HTTP_2; i++) {
                boolean hasLargeWindows = i % 4 == 0;
                slow.add(postByHttp2(hasLargeWindows, path(), "application/msgpack", find(FEW)));
                slow.add(postByHttp2(hasLargeWindows, dispatchPath(), "application/json", dispatch()));
            }

            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                assertThat(operator.dispatchText(TENANT, "small", Duration.ofSeconds(10))
                                .join()
                                .status())
                        .isEqualTo(200);
                assertThat(door.post(path(), encoded(new KeyValueOp.ListScopes()))
                                .status())
                        .isEqualTo(200);
                assertThat(worker.closed()).isNotDone();
                assertThat(door2.post(path(), encoded(new KeyValueOp.ListScopes()))
                                .status())
                        .isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            }

            await().atMost(UNTIL_CUT).until(() -> operator.metric("mesophyll_answers_bytes") == 0);
            for (Socket socket : sockets) {
                assertThat(isCut(socket, MANY * RECORD_BYTES)).isTrue();
            }
            assertThat(worker.closed()).isNotDone();
            assertThat(operator.metric("mesophyll_workers_connections_total")).isEqualTo(connections);
            assertThat(complaints()).isEqualTo(complaints);
        } finally {
            for (AutoCloseable peer : slow) {
                peer.close();
            }
        }
    }

    @Test
    void a_large_answer_that_is_read_comes_as_a_whole_over_either_version() throws Exception {
        try (TestWorker worker = TestWorker.connect(master, WORKER, SlowAnswersIT::answer)) {
            for (StateDoor.Version version : StateDoor.Version.values()) {
                try (StateDoor door = StateDoor.of(master.url(), version)) {
                    keepRecords(door);

                    for (int i = 0; i < 20; i++) {
                        HttpReply reply = door.post(path(), find(MANY));

                        assertThat(reply.status()).isEqualTo(200);
                        assertThat(reply.body().length()).isGreaterThan(MANY * RECORD_BYTES);
                        assertThat(reply.text()).contains("r".repeat(RECORD_BYTES));
                    }
                }
            }
            for (int i = 0; i < 20; i++) {
                HttpReply answered = operator.dispatchText(TENANT, LARGE, Duration.ofSeconds(10))
                        .join();

                assertThat(answered.status()).isEqualTo(200);
                assertThat(answered.text()).contains("a".repeat(ANSWER_BYTES));
            }
            assertThat(worker.closed()).isNotDone();
        }
    }

    private static void keepRecords(StateDoor door) throws IOException {
        keepRecords(door, FEW);
        keepRecords(door, MANY);
    }

    private static void keepRecords(StateDoor door, int count) throws IOException {
        Value record = new Value.Text("r".repeat(RECORD_BYTES));
        for (int i = 0; i < count; i++) {
            assertThat(door.post(path(), encoded(new KeyValueOp.Set(scopes(count), "record" + i, record)))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static Optional<DispatchResult> answer(ServerMessage request) {
        Value echo = TestWorker.echo(request);
        boolean isLarge = echo instanceof Value.Text text && text.value().equals(LARGE);
        return Optional.of(new DispatchResult.Ok(isLarge ? new Value.Text("a".repeat(ANSWER_BYTES)) : echo));
    }

    /** Reads what is left, and returns whether the connection ended before so many bytes. */
    private static boolean isCut(Socket socket, int bytes) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length < bytes;
        } catch (IOException reset) {
            assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe|closed|abort).*");
            return true;
        }
    }

    private Socket post(int times, String path, String mediaType, byte[] body) throws IOException {
        Socket socket = RawHttp.connectWithSmallBuffer(master.url());
        byte[] head = RawHttp.head(
                master.url(),
                "POST " + path + " HTTP/1.1",
                "Authorization: Bearer " + ItTokens.OPERATOR,
                "Content-Type: " + mediaType,
                "Content-Length: " + body.length);
        for (int i = 0; i < times; i++) {
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(body);
        }
        return socket;
    }

    private RawHttp2 postByHttp2(boolean hasLargeWindows, String path, String mediaType, byte[] body)
            throws IOException {
        RawHttp2 connection = RawHttp2.over(RawHttp.connectWithSmallBuffer(master.url()), master.url());
        if (hasLargeWindows) {
            byte[] streams = ByteBuffer.allocate(6)
                    .putShort(INITIAL_WINDOW)
                    .putInt(1 << 30)
                    .array();
            connection.frame(RawHttp2.SETTINGS, 0, 0, streams);
            connection.frame(
                    RawHttp2.WINDOW_UPDATE,
                    0,
                    0,
                    ByteBuffer.allocate(4).putInt(1 << 30).array());
        }
        connection.request(
                1, true, "POST", path, "content-type", mediaType, "authorization", "Bearer " + ItTokens.OPERATOR);
        connection.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, body);
        return connection;
    }

    /** Counts what servers log when a peer is gone before its answer, and what this master does where it cannot read queues. */
    private long complaints() throws IOException {
        return ServerLogs.of(master)
                .lines()
                .filter(line -> line.contains("An I/O error has occurred while writing a response")
                        || line.contains("UT005088")
                        || line.contains("queues are not known"))
                .count();
    }

    private static byte[] dispatch() {
        return Operator.event("{\"value\":{\"Text\":\"" + LARGE + "\"}}", Duration.ofSeconds(20))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] find(int records) {
        return encoded(new KeyValueOp.Find(scopes(records), LikePattern.ALL));
    }

    private static Scopes scopes(int records) {
        return Scopes.of("slow-answers", Integer.toString(records));
    }

    private static byte[] encoded(KeyValueOp operation) {
        return KeyValueOp.CODEC.encode(operation);
    }

    private static String dispatchPath() {
        return "/api/v1/" + Operator.path(TENANT, "dispatch");
    }

    private static String path() {
        return "/db/kv?" + StateDoor.caller(WORKER, ItTokens.worker(WORKER)) + "&" + StateDoor.tenantQuery(TENANT);
    }
}
