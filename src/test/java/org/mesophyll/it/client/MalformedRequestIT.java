package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.ServerLogs;

/** What no client of good will sends is refused before anything is done, and tells the log no token. */
@WithMaster
class MalformedRequestIT {
    private static final int WORKER = 47;

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
}
