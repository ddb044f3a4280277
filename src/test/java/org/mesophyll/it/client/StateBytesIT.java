package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mesophyll.it.client.TenantDoor.assertDone;
import static org.mesophyll.it.client.TenantDoor.bytes;
import static org.mesophyll.it.client.TenantDoor.decode;
import static org.mesophyll.it.client.TenantDoor.hex;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A worker keeps its tenants' state and records by bytes as {@code docs/protocol.md}, section 4, prints them. */
@WithMaster
class StateBytesIT {
    private static final int WORKER = 20;
    private static final String NULL_RECORD_OF_K_IN_A = "a16b a44e756c6c 91a161".replace(" ", "");
    private static final byte[] GET = bytes("81 a3476574 92 91a161 a16b");
    private static final byte[] LIST_SCOPES = bytes("81 aa4c69737453636f706573 90");
    private static final byte[] SET = bytes("81 a3536574 93 91a161 a16b a44e756c6c");
    private static final byte[] DELETE = bytes("81 a644656c657465 92 91a161 a16b");
    private static final byte[] FIND = bytes("81 a446696e64 92 91a161 a26b25");

    private final Running master;
    private final List<StateDoor> doors = new ArrayList<>();

    StateBytesIT(Running master) {
        this.master = master;
    }

    @AfterEach
    void close() throws IOException {
        for (StateDoor door : doors) {
            door.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_operation_on_records_by_its_bytes(StateDoor.Version version) throws IOException {
        TenantDoor tenant = fresh(version);

        assertThat(hex(tenant.post("/db/kv", GET))).isEqualTo("c0");
        assertThat(hex(tenant.post("/db/kv", LIST_SCOPES))).isEqualTo("90");
        assertThat(hex(tenant.post("/db/kv", FIND))).isEqualTo("90");
        assertDone(tenant.post("/db/kv", SET));
        HttpReply got = tenant.post("/db/kv", GET);
        assertThat(got.header("Content-Type").orElse("")).startsWith("application/msgpack");
        assertThat(hex(got)).startsWith("96").contains(NULL_RECORD_OF_K_IN_A);
        assertThat(hex(tenant.post("/db/kv", FIND))).isEqualTo("91" + hex(got));
        assertThat(hex(tenant.post("/db/kv", LIST_SCOPES))).isEqualTo("91a161");
        assertDone(tenant.post("/db/kv", DELETE));
        assertDone(tenant.post("/db/kv", DELETE));
        assertThat(hex(tenant.post("/db/kv", GET))).isEqualTo("c0");
    }

    @ParameterizedTest
    @EnumSource
    void a_tenants_state_is_kept_and_listed_by_its_bytes(StateDoor.Version version) throws IOException {
        TenantDoor tenant = fresh(version);
        byte[] state = bytes("92 91 a9 4f6e53746172747570 80");

        assertDone(tenant.post("/db/tenant-state", state));

        HttpReply states = tenant.door().get("/db/tenant-states?" + tenant.caller());
        assertThat(states.status()).isEqualTo(200);
        String id = tenant.tenant().decimalId();
        assertThat(hex(states)).contains("92a54775696c64" + hexText(id) + "9291a94f6e5374617274757080");
        assertThat(states.header("version").orElse("")).isEqualTo(protocol(version));
    }

    @Test
    void a_record_that_is_set_again_keeps_its_id_and_its_birth() throws IOException, MalformedMessageException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);

        set(tenant, "k", 1, "b", "a");
        KvRecord first = get(tenant, "k", "a", "b");
        set(tenant, "k", 2, "a", "b", "a");
        KvRecord second = get(tenant, "k", "a", "b");

        assertThat(second.value()).isEqualTo(Value.of(2));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());
        assertThat(second.lastUpdatedAt()).isAfterOrEqualTo(first.lastUpdatedAt());
        assertThat(second.scopes()).isEqualTo(Scopes.of("a", "b"));
    }

    @Test
    void scopes_match_whatever_contains_them_and_the_closest_record_first()
            throws IOException, MalformedMessageException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        set(tenant, "k", 1, "a");
        set(tenant, "k", 2, "a", "b");
        set(tenant, "k", 3, "a", "b", "c");

        assertThat(get(tenant, "k", "a").value()).isEqualTo(Value.of(1));
        assertThat(get(tenant, "k", "b").value()).isEqualTo(Value.of(2));
        assertThat(get(tenant, "k", "b", "a").value()).isEqualTo(Value.of(2));
        assertThat(get(tenant, "k", "c", "b").value()).isEqualTo(Value.of(3));
        assertThat(hex(tenant.kv(new KeyValueOp.Get(Scopes.of("a", "d"), "k")))).isEqualTo("c0");
        assertDone(tenant.kv(new KeyValueOp.Delete(Scopes.of("b"), "k")));
        assertThat(get(tenant, "k", "a").value()).isEqualTo(Value.of(1));
        assertThat(hex(tenant.kv(new KeyValueOp.Get(Scopes.of("b"), "k")))).isEqualTo("c0");
        assertThat(hex(tenant.post("/db/kv", LIST_SCOPES))).isEqualTo("91a161");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a\\%b,a%b",
                "a\\_b,a_b",
                "a\\\\b,a\\b",
                "a_b,a%b a\\b a_b axb",
                "a_B,a%B",
                "%a%b%,a%b a\\b a_b ab axb",
                "%,a%B a%b a\\b a_b ab axb",
                "a'b,"
            })
    void a_pattern_is_like_of_sql_with_a_backslash_to_escape(String pattern, String found)
            throws IOException, MalformedMessageException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        for (String key : List.of("axb", "a_b", "a%b", "a%B", "a\\b", "ab")) {
            set(tenant, key, 0, "s");
        }

        HttpReply reply = tenant.kv(new KeyValueOp.Find(Scopes.of("s"), new LikePattern(pattern)));

        List<String> keys = decode(Codecs.list(KvRecord.CODEC), reply).stream()
                .map(KvRecord::key)
                .toList();
        List<String> expected = found == null ? List.of() : List.of(found.split(" "));
        assertThat(keys).containsExactlyElementsOf(expected);
    }

    private static void set(TenantDoor tenant, String key, long value, String... scopes) throws IOException {
        assertDone(tenant.kv(new KeyValueOp.Set(Scopes.of(scopes), key, Value.of(value))));
    }

    private static KvRecord get(TenantDoor tenant, String key, String... scopes)
            throws IOException, MalformedMessageException {
        return decode(KvRecord.CODEC, tenant.kv(new KeyValueOp.Get(Scopes.of(scopes), key)));
    }

    private TenantDoor fresh(StateDoor.Version version) {
        StateDoor door = StateDoor.of(master.url(), version);
        doors.add(door);
        return TenantDoor.fresh(door, WORKER);
    }

    private static String hexText(String text) {
        StringBuilder hex = new StringBuilder(String.format("%02x", 0xa0 + text.length()));
        text.chars().forEach(c -> hex.append(String.format("%02x", c)));
        return hex.toString();
    }

    private static String protocol(StateDoor.Version version) {
        return version == StateDoor.Version.HTTP_2 ? "HTTP/2.0" : "HTTP/1.1";
    }
}
