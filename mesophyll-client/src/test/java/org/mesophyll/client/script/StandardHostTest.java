package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mesophyll.client.script.FakeRecords.TENANT;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.client.FakeStateServer;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

@Timeout(60)
class StandardHostTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:11:12.000000013Z");
    private static final int PER_SECOND = 30;

    private final FakeRecords records = new FakeRecords();
    private final AtomicLong nanos = new AtomicLong();
    private final StandardHost host =
            new StandardHost(records.client(), PER_SECOND, Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);
    private final List<String> lines = new ArrayList<>();
    private final HostApi api = host.of(TENANT, EnumSet.allOf(Capability.class), lines::add);

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void keeps_records() throws Exception {
        assertThat(call("kv.get", Value.of("a"))).isEqualTo(Value.ofNull());
        call("kv.set", Value.of("a"), Value.of(1));
        call("kv.set", Value.of("a"), Value.of(2), Value.of("mine"));
        call("kv.set", Value.of("b"), Value.of(3), Value.list(Value.of("mine"), Value.of("yours")));

        assertThat(call("kv.get", Value.of("a"))).isEqualTo(Value.of(1));
        assertThat(call("kv.get", Value.of("a"), Value.of("mine"))).isEqualTo(Value.of(2));
        assertThat(((Value.Sequence) call("kv.find", Value.of("%"), Value.of("mine"))).values())
                .hasSize(2)
                .contains(Value.map(sorted("b", Value.of(3), "mine", "yours")));
        call("kv.delete", Value.of("a"), Value.of("mine"));
        assertThat(records.records()).hasSize(2);
        assertThat(call("kv.scopes")).isEqualTo(Value.list(Value.of("default"), Value.of("scripts")));
    }

    @ParameterizedTest
    @CsvSource({"kv.set, scripts", "kv.set, mesophyll", "kv.delete, scripts", "kv.delete, mesophyll"})
    void lets_scripts_not_write_what_says_what_runs(String function, String scope) {
        Value scopes = Value.list(Value.of("mine"), Value.of(scope));
        List<Value> arguments = function.equals("kv.set")
                ? List.of(Value.of("a"), Value.of(1), scopes)
                : List.of(Value.of("a"), scopes);

        assertRefused(function, "scripts do not write records of the scope " + scope, arguments.toArray(Value[]::new));
        assertThat(records.server().requests()).isZero();
    }

    @Test
    void tells_and_sets_the_tenants_state() throws Exception {
        assertThat(call("state.get")).isEqualTo(Value.ofNull());
        records.set(new TenantState(Set.of("A"), Json.of("x")));

        Value state = call("state.get");
        call("state.set", Value.list(Value.of("B")), Value.map(Map.of("n", Value.of(1))));

        assertThat(((Value.Pairs) state).pairs())
                .containsExactlyInAnyOrder(
                        new Value.Pair(Value.of("events"), Value.list(Value.of("A"))),
                        new Value.Pair(Value.of("data"), Value.of("x")));
        assertThat(TenantState.CODEC.encode(new TenantState(Set.of("B"), Json.object(Map.of("n", Json.of(1))))))
                .isEqualTo(records.server().lastRequest().body());
    }

    @Test
    void logs_lines() throws Exception {
        assertThat(call("log", Value.of("a line"))).isEqualTo(Value.ofNull());

        assertThat(lines).containsExactly("a line");
    }

    @Test
    void tells_the_time() throws Exception {
        assertThat(call("clock.now")).isEqualTo(new Value.Timestamp(NOW));
    }

    @Test
    void draws_other_bytes_each_time() throws Exception {
        Value first = call("random.bytes", Value.of(32));

        assertThat(((Value.Buffer) first).value().length()).isEqualTo(32);
        assertThat(call("random.bytes", Value.of(32))).isNotEqualTo(first);
        assertRefused("random.bytes", "how many is a whole number from 1 to 1024", Value.of(1025));
    }

    @Test
    void writes_and_reads_json() throws Exception {
        Value value = Value.map(Map.of(
                "list", Value.list(Value.of(1), new Value.UInt64(-1), Value.of(0.5), Value.of(true), Value.ofNull())));

        String text = ((Value.Text) call("json.encode", value)).value();

        assertThat(text).isEqualTo("{\"list\":[1,18446744073709551615,0.5,true,null]}");
        assertThat(call("json.decode", Value.of(text))).isEqualTo(value);
        assertRefused("json.decode", "this is not JSON", Value.of("{"));
        assertRefused("json.encode", "JSON has no form for a buffer", Value.of(new byte[1]));
        assertRefused("json.encode", "no number for NaN", Value.of(Double.NaN));
    }

    @Test
    void writes_and_reads_base64() throws Exception {
        assertThat(call("base64.encode", Value.of("hi"))).isEqualTo(Value.of("aGk="));
        assertThat(call("base64.decode", Value.of("aGk="))).isEqualTo(Value.of(new byte[] {'h', 'i'}));
        assertRefused("base64.decode", "this is not Base64", Value.of("?"));
    }

    @Test
    void names_the_function_and_what_it_takes() {
        assertRefused("kv.get", "kv.get: the key is a text");
        assertRefused("kv.get", "kv.get: scopes is a list of texts", Value.of("a"), Value.of(1));
        assertRefused("log", "log: the line is a text", Value.of(1));
    }

    @Test
    void says_why_the_master_refused() {
        records.server()
                .answerBy(request -> new FakeStateServer.Answer(
                        413, Bytes.copyOf("the value is 9 bytes, the limit is 8".getBytes(StandardCharsets.UTF_8))));

        assertRefused("kv.get", "the limit is 8", Value.of("a"));
    }

    @Test
    void refuses_calls_beyond_so_many_a_second() throws Exception {
        for (int i = 0; i < PER_SECOND; i++) {
            call("clock.now");
        }

        assertRefused("clock.now", "the host was called too often: the limit is 30 a second");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(call("clock.now")).isNotNull();
    }

    @Test
    void offers_what_the_tenant_may_do_and_nothing_else() {
        assertThat(host.of(TENANT, Set.of(), lines::add).functions()).isEmpty();
        assertThat(host.of(TENANT, Set.of(Capability.JSON, Capability.LOG), lines::add)
                        .functions())
                .containsOnlyKeys("json.encode", "json.decode", "log");
    }

    private Value call(String function, Value... arguments) throws HostRefusal, InterruptedException {
        return Objects.requireNonNull(api.functions().get(function)).call(List.of(arguments));
    }

    private void assertRefused(String function, String reason, Value... arguments) {
        assertThatThrownBy(() -> call(function, arguments))
                .isInstanceOf(HostRefusal.class)
                .hasMessageContaining(reason);
    }

    private static Map<String, Value> sorted(String key, Value value, String... scopes) {
        Map<String, Value> entries = new LinkedHashMap<>();
        entries.put("key", Value.of(key));
        entries.put("value", value);
        entries.put("scopes", Value.list(List.of(scopes).stream().map(Value::of).toArray(Value[]::new)));
        return entries;
    }
}
