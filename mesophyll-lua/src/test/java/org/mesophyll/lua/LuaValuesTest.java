package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.client.script.HostApi;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.client.script.VmLimits;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class LuaValuesTest extends LuaTest {
    static Stream<Value> every_kind() {
        return Stream.of(
                Value.of("text, with ü and \0"),
                Value.of(Long.MAX_VALUE),
                Value.of(Long.MIN_VALUE),
                new Value.UInt64(-1),
                new Value.UInt64(7),
                Value.of(0.1),
                Value.of(1.0),
                Value.of(Double.NEGATIVE_INFINITY),
                Value.of(Double.NaN),
                Value.of(true),
                Value.of(new byte[] {0, -1, 65}),
                new Value.Vector(0.1f, -2, Float.MAX_VALUE),
                Value.map(Map.of("a", Value.of(1))),
                new Value.Pairs(List.of()),
                new Value.Pairs(List.of(
                        new Value.Pair(Value.of(3), Value.of("three")),
                        new Value.Pair(Value.of("a"), Value.ofNull()),
                        new Value.Pair(Value.of(true), Value.list(Value.ofNull())))),
                Value.list(),
                Value.list(Value.of(1), Value.ofNull(), Value.list(), Value.of("x")),
                new Value.Timestamp(Instant.parse("2026-11-21T10:11:12.000000013Z")),
                new Value.Timestamp(Instant.parse("0000-01-01T00:00:00Z")),
                new Value.Interval(Duration.ofSeconds(-5, 6)),
                new Value.Zone("Europe/Paris"),
                new Value.TextMap(new LinkedHashMap<>(Map.of("key", "value"))),
                new Value.TextMap(Map.of()),
                Value.ofNull());
    }

    @ParameterizedTest
    @MethodSource("every_kind")
    void gives_back_each_kind_as_it_came(Value value) {
        assertThat(value(run("event.data", Event.of("Echo", value)))).isEqualTo(value);
        assertThat(value(run("{event.data, 1}", Event.of("Echo", Value.list(value)))))
                .isEqualTo(Value.list(Value.list(value), Value.of(1)));
    }

    @Test
    void makes_each_kind_in_a_script() {
        assertThat(value("u64(-1)")).isEqualTo(new Value.UInt64(-1));
        assertThat(value("buffer('\\xff')")).isEqualTo(Value.of(new byte[] {-1}));
        assertThat(value("vector(1, 2.5, -3)")).isEqualTo(new Value.Vector(1, 2.5f, -3));
        assertThat(value("timestamp(1, 2)")).isEqualTo(new Value.Timestamp(Instant.ofEpochSecond(1, 2)));
        assertThat(value("interval(-1)")).isEqualTo(new Value.Interval(Duration.ofSeconds(-1)));
        assertThat(value("zone('Europe/Paris')")).isEqualTo(new Value.Zone("Europe/Paris"));
        assertThat(value("textmap{b = '2', a = '1'}").toString()).isEqualTo("TextMap[2]");
        assertThat(value("list{}")).isEqualTo(Value.list());
        assertThat(value("map{}")).isEqualTo(new Value.Pairs(List.of()));
        assertThat(value("map{[1] = 'a'}"))
                .isEqualTo(new Value.Pairs(List.of(new Value.Pair(Value.of(1), Value.of("a")))));
    }

    @Test
    void takes_a_table_for_a_list_or_a_map_by_its_keys() {
        assertThat(value("{1, 'b', true}")).isEqualTo(Value.list(Value.of(1), Value.of("b"), Value.of(true)));
        assertThat(value("{b = 2, a = 1, [5] = 0}"))
                .isEqualTo(new Value.Pairs(List.of(
                        new Value.Pair(Value.of(5), Value.of(0)),
                        new Value.Pair(Value.of("a"), Value.of(1)),
                        new Value.Pair(Value.of("b"), Value.of(2)))));
        assertThat(value("{}")).isEqualTo(new Value.Pairs(List.of()));
    }

    @Test
    void shows_scripts_the_parts_of_a_kind() {
        assertThat(value("tostring(u64(-1))")).isEqualTo(Value.of("18446744073709551615"));
        assertThat(value("u64(1) < u64(-1) and u64(2) == u64(2)")).isEqualTo(Value.of(true));
        assertThat(value("timestamp(1, 5) <= timestamp(1, 6)")).isEqualTo(Value.of(true));
        assertThat(value("vector(1, 2, 3).y")).isEqualTo(Value.of(2));
        assertThat(value("#buffer('abc')")).isEqualTo(Value.of(3));
        assertThat(value(run(
                        "event.data.deep[2].name",
                        Event.of(
                                "E",
                                Value.map(Map.of(
                                        "deep", Value.list(Value.of(1), Value.map(Map.of("name", Value.of("x"))))))))))
                .isEqualTo(Value.of("x"));
    }

    @Test
    void refuses_what_is_no_value() {
        assertThat(failure("print").message()).contains("functions and coroutines cannot leave the script");
        assertThat(failure("'\\xff'").message()).contains("not UTF-8");
        assertThat(failure("textmap{a = 1}").message()).contains("texts as keys and values");
        assertThat(failure("zone('no such/ zone')").message()).contains("IANA");
        assertThat(failure("u64(1.5)").message()).contains("whole number");
        assertThat(failure("timestamp(1 << 60)").message()).isNotEmpty();
    }

    @Test
    void refuses_a_value_that_is_nested_too_deep_or_contains_itself() {
        assertThat(failure("local t = {} t[1] = t return t").kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure("local t = {} for i = 1, 64 do t = {t} end return t").message())
                .contains("nested deeper than the limit, 64");
        assertThat(run("local t = {} for i = 1, 62 do t = {t} end return t")).isNotNull();
    }

    @Test
    void refuses_output_over_its_limit() {
        use(new LuaEngine().open(TENANT, HostApi.NONE, new VmLimits(20 << 20, 64, 4096)));

        assertThat(value("string.rep('x', 4000)")).isEqualTo(Value.of("x".repeat(4000)));
        assertThat(failure("string.rep('x', 4096)").message())
                .contains("the output is more than the limit, 4096 bytes");
        assertThat(failure("local t = {} for i = 1, 300 do t[i] = i end return t")
                        .kind())
                .isEqualTo(Kind.LIMIT);
        assertThat(failure("local t = {'x'} for i = 1, 40 do t = {t, t} end return t")
                        .kind())
                .isEqualTo(Kind.LIMIT);
    }
}
