package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mesophyll.it.client.TenantDoor.assertDone;
import static org.mesophyll.it.client.TenantDoor.bytes;
import static org.mesophyll.it.client.TenantDoor.hex;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.RawHttp;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** What a state request is refused for, by the table of {@code docs/protocol.md}, section 4; then nothing changes. */
@WithMaster
class StateRefusalIT {
    private static final int WORKER = 20;
    private static final int BODY_LIMIT = 2 * 1024 * 1024;
    private static final int VALUE_LIMIT = 256 * 1024;
    private static final int TEXT_VALUE_OVERHEAD = 11; // 81, the name, and db with four bytes of length
    private static final byte[] LIST_SCOPES = bytes("81 aa4c69737453636f706573 90");

    private final Running master;
    private final StateDoor door;
    private final TenantDoor tenant;

    StateRefusalIT(Running master) {
        this.master = master;
        this.door = StateDoor.of(master.url(), StateDoor.Version.HTTP_1_1);
        this.tenant = TenantDoor.fresh(door, WORKER);
    }

    @AfterEach
    void nothing_has_changed() throws IOException {
        assertThat(hex(tenant.post("/db/kv", LIST_SCOPES))).isEqualTo("90");
        door.close();
    }

    @ParameterizedTest
    @CsvSource({"'',400", "id=x,400", "id=65536,400", "id=64,404", "id=20,401", "id=20&token=wrong,401"})
    void who_is_no_worker_is_told_nothing(String caller, int status) throws IOException {
        HttpReply reply = RawHttp.exchange(
                master.url(),
                "POST /db/kv?" + caller + "&" + StateDoor.tenantQuery(tenant.tenant()) + " HTTP/1.1",
                "Content-Length: 0");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body().length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tenant_type=guild",
                "tenant_id=1",
                "tenant_type=Guild&tenant_id=1",
                "tenant_type=channel&tenant_id=1",
                "tenant_type=guild&tenant_id=",
                "tenant_type=guild&tenant_id=-1",
                "tenant_type=guild&tenant_id=0x1",
                "tenant_type=guild&tenant_id=18446744073709551615",
                "tenant_type=guild&tenant_id=1&tenant_id=1"
            })
    void a_tenant_that_is_none_is_400_with_a_reason(String query) throws IOException {
        HttpReply reply = door.post("/db/kv?" + tenant.caller() + "&" + query, LIST_SCOPES);

        assertRefused(400, reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c0",
                "c1",
                "aa4c69737453636f706573", // ListScopes as a bare name
                "81a3476574", // ends too early
                "81a3476574 91 91a161", // a field is missing
                "81a34e6f70 90", // no such operation
                "8109 90", // nor one of this index
                "81a3476574 92 90 a16b", // no scope
                "81a3476574 92 9b a161a162a163a164a165a166a167a168a169a16aa16b a16b", // 11 scopes
                "81a3476574 92 91a100 a16b", // U+0000 in a scope
                "81a3476574 92 91a161 a1ff", // no UTF-8
                "81a446696e64 92 91a161 a15c", // a pattern that ends within an escape
                "81a3536574 93 91a161 a16b ddffffffff", // a length that is not there
                "81a3536574 93 91a161 a16b 81a6427566666572 91cd0100" // 256 is no byte
            })
    void a_body_that_does_not_decode_is_400_with_a_reason(String body) throws IOException {
        assertRefused(400, tenant.post("/db/kv", bytes(body)));
    }

    @Test
    void a_key_may_have_512_bytes() throws IOException {
        String key = "\u00e9".repeat(256);
        String more = hexOf("k".repeat(513));

        assertThat(hex(tenant.kv(new KeyValueOp.Get(Scopes.of("a"), key)))).isEqualTo("c0");
        assertRefused(400, tenant.post("/db/kv", bytes("81a3476574 92 91a161 da0201" + more)));
    }

    @Test
    void a_value_may_have_256_kibibytes() throws IOException {
        String most = "v".repeat(VALUE_LIMIT - TEXT_VALUE_OVERHEAD);

        assertRefused(400, tenant.kv(new KeyValueOp.Set(Scopes.of("a"), "k", Value.of(most + "v"))));
        assertDone(tenant.kv(new KeyValueOp.Set(Scopes.of("a"), "k", Value.of(most))));
        assertDone(tenant.kv(new KeyValueOp.Delete(Scopes.of("a"), "k")));
    }

    @Test
    void a_body_may_have_2_mebibytes() throws IOException {
        byte[] most = new byte[BODY_LIMIT];
        System.arraycopy(LIST_SCOPES, 0, most, 0, LIST_SCOPES.length);

        assertThat(hex(tenant.post("/db/kv", most))).isEqualTo("90");
        assertThat(tenant.post("/db/kv", new byte[BODY_LIMIT + 1]).status()).isEqualTo(413);
    }

    @Test
    void a_body_that_does_not_say_its_length_is_bounded_too() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        master.url("/db/kv?" + tenant.caller() + "&" + StateDoor.tenantQuery(tenant.tenant())))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[BODY_LIMIT + 1])))
                .build();
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(413);
    }

    @Test
    void another_worker_is_refused_before_the_body_is_looked_at() throws IOException {
        HttpReply reply = door.post(
                "/db/kv?" + StateDoor.caller(WORKER + 1, ItTokens.worker(WORKER + 1)) + "&"
                        + StateDoor.tenantQuery(tenant.tenant()),
                bytes("c1"));

        assertRefused(403, reply);
        assertThat(reply.text())
                .isEqualTo("the tenant belongs to worker " + WORKER + ", not to worker " + (WORKER + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/db/kv,405",
        "PUT,/db/batch,405",
        "PUT,/db/tenant-state,405",
        "POST,/db/tenant-states,405",
        "POST,/db/tenants-wanting,405",
        "GET,/db/nothing,404"
    })
    void what_is_not_on_the_page_is_not_there(String method, String path, int status) throws IOException {
        HttpReply reply = RawHttp.exchange(
                master.url(), method + " " + path + "?" + tenant.caller() + " HTTP/1.1", "Content-Length: 0");

        assertThat(reply.status()).isEqualTo(status);
    }

    private static void assertRefused(int status, HttpReply reply) {
        assertThat(reply.status()).as(reply::toString).isEqualTo(status);
        assertThat(reply.text()).isNotBlank();
    }

    private static String hexOf(String ascii) {
        StringBuilder hex = new StringBuilder();
        ascii.chars().forEach(c -> hex.append(String.format("%02x", c)));
        return hex.toString();
    }
}
