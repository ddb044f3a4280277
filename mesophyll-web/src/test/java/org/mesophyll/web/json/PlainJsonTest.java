package org.mesophyll.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Value;

class PlainJsonTest {
    @Test
    void writes_what_has_json_as_json() {
        assertThat(plain(Value.of("é"))).isEqualTo("\"é\"");
        assertThat(plain(Value.of(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(plain(new Value.UInt64(-1))).isEqualTo("18446744073709551615");
        assertThat(plain(Value.of(1.5))).isEqualTo("1.5");
        assertThat(plain(Value.of(true))).isEqualTo("true");
        assertThat(plain(Value.ofNull())).isEqualTo("null");
        assertThat(plain(Value.list(Value.of(1), Value.list()))).isEqualTo("[1,[]]");
        assertThat(plain(Value.map(Map.of("a", Value.of(1))))).isEqualTo("{\"a\":1}");
        assertThat(plain(new Value.TextMap(Map.of("a", "b")))).isEqualTo("{\"a\":\"b\"}");
    }

    @Test
    void writes_what_has_none_in_its_usual_form() {
        assertThat(plain(Value.of(new byte[] {1, 2, 3}))).isEqualTo("\"AQID\"");
        assertThat(plain(new Value.Vector(1, 2.5f, -3))).isEqualTo("[1.0,2.5,-3.0]");
        assertThat(plain(new Value.Timestamp(Instant.parse("2026-02-27T06:07:33.5Z"))))
                .isEqualTo("\"2026-02-27T06:07:33.500Z\"");
        assertThat(plain(new Value.Interval(Duration.ofMillis(-1500)))).isEqualTo("\"PT-1.5S\"");
        assertThat(plain(new Value.Zone("Europe/Paris"))).isEqualTo("\"Europe/Paris\"");
        assertThat(plain(Value.of(Double.NaN))).isEqualTo("\"NaN\"");
        assertThat(plain(Value.of(Double.NEGATIVE_INFINITY))).isEqualTo("\"-Infinity\"");
    }

    @Test
    void writes_a_map_with_other_keys_as_entries_and_keeps_the_last_of_a_name() {
        assertThat(plain(new Value.Pairs(List.of(
                        new Value.Pair(Value.of(1), Value.of("a")), new Value.Pair(Value.of("b"), Value.ofNull())))))
                .isEqualTo("[[1,\"a\"],[\"b\",null]]");
        assertThat(plain(new Value.Pairs(List.of(
                        new Value.Pair(Value.of("a"), Value.of(1)), new Value.Pair(Value.of("a"), Value.of(2))))))
                .isEqualTo("{\"a\":2}");
    }

    private static String plain(Value value) {
        return new String(JsonText.format(PlainJson.of(value)), StandardCharsets.UTF_8);
    }
}
