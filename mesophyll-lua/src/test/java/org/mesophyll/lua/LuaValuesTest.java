package org.mesophyll.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class LuaValuesTest extends LuaTest {
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
        assertThat(failure("coroutine.create(print)").message())
                .contains("functions and coroutines cannot leave the script");
        assertThat(failure("'\\xff'").message()).contains("not UTF-8");
        assertThat(failure("textmap{a = 1}").message()).contains("texts as keys and values");
        assertThat(failure("zone('no such/ zone')").message()).contains("IANA");
        assertThat(failure("u64(1.5)").message()).contains("whole number");
        assertThat(failure("timestamp(1 << 60)").message()).isNotEmpty();
    }
}
