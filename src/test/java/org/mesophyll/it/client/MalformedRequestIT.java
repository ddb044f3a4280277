package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.RawHttp2;
import org.mesophyll.it.peer.ServerLogs;

/** What no client of good will sends is refused before anything is done, and tells the log no token. */
@WithMaster
class MalformedRequestIT {
    private static final int WORKER = 47;
    private static final int CUT = 0;
    private static final String OPERATOR = "Authorization: Bearer " + ItTokens.OPERATOR;

    private final Running master;

    MalformedRequestIT(Running master) {
        this.master = master;
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "{", "}", "^", "\"", "\\", "`", "%zz"})
    void a_malformed_query_is_400_at_the_web_socket_and_in_no_log(String malformed) throws IOException {
        String token = ItTokens.worker(WORKER);

        int status = RawHttp.exchange(
                        master.url(),
                        "GET /ws?id=" + WORKER + "&token=" + token + "&x=" + malformed + " HTTP/1.1",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                .status();

        assertThat(status).isEqualTo(400);
        assertThat(ServerLogs.of(master)).doesNotContain(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/db/kv%%3",
                "/db/kv%",
                "/api/v1/tenants/guild/%zz/dispatch",
                "/rpc%4",
                "/%zz?id=1",
                "/elsewhere/%g1"
            })
    void a_malformed_escape_in_a_path_is_400_on_either_version(String path) throws IOException {
        HttpReply reply = RawHttp.exchange(master.url(), "POST " + path + " HTTP/1.1", OPERATOR);
        try (RawHttp2 connection = RawHttp2.connect(master.url())) {
            connection.request(1, true, "POST", path, "content-type", "application/json");
            connection.frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[1_000]);

            assertThat(statusOrCut(connection)).isIn(400, CUT);
        }
        assertThat(reply.status()).isEqualTo(400);
    }

    /** WildFly ends a connection of HTTP/2 that asks for such a path. */
    private static int statusOrCut(RawHttp2 connection) throws IOException {
        try {
            return connection.readStatus(1);
        } catch (EOFException | SocketException cut) {
            return CUT;
        }
    }

    @Test
    void a_well_formed_escape_is_for_the_resources_to_judge() throws IOException {
        HttpReply reply = RawHttp.exchange(master.url(), "GET /api/v1/health/%6eone HTTP/1.1", OPERATOR);

        assertThat(reply.status()).isEqualTo(404);
    }
}
