package org.mesophyll.js;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.script.ScriptFailure.Kind;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.value.Value;

class JsValuesTest extends JsTest {
    @Test
    void makes_each_kind_in_a_script() {
        assertThat(value("new Unsigned(-1)")).isEqualTo(new Value.UInt64(-1));
        assertThat(value("new Unsigned('18446744073709551615')")).isEqualTo(new Value.UInt64(-1));
        assertThat(value("Uint8Array.of(255)")).isEqualTo(Value.of(new byte[] {-1}));
        assertThat(value("new Uint8Array([1, 2, 3]).subarray(1)")).isEqualTo(Value.of(new byte[] {2, 3}));
        assertThat(value("new Float(1)")).isEqualTo(Value.of(1.0));
        assertThat(value("new Vector(1, 2.5, -3)")).isEqualTo(new Value.Vector(1, 2.5f, -3));
        assertThat(value("new Timestamp(1, 2)")).isEqualTo(new Value.Timestamp(Instant.ofEpochSecond(1, 2)));
        assertThat(value("new Date(-1)")).isEqualTo(new Value.Timestamp(Instant.ofEpochMilli(-1)));
        assertThat(value("new Interval(-1)")).isEqualTo(new Value.Interval(Duration.ofSeconds(-1)));
        assertThat(value("new Zone('Europe/Paris')")).isEqualTo(new Value.Zone("Europe/Paris"));
        assertThat(value("new TextMap([['a', '1']])")).isEqualTo(new Value.TextMap(Map.of("a", "1")));
        assertThat(value("9223372036854775807n")).isEqualTo(Value.of(Long.MAX_VALUE));
        assertThat(value("1e18")).isEqualTo(Value.of(1e18));
        assertThat(value("undefined")).isEqualTo(Value.ofNull());
    }

    @Test
    void takes_objects_and_maps_for_maps() {
        assertThat(value("({b: 2, a: undefined})"))
                .isEqualTo(new Value.Pairs(List.of(pair("b", Value.of(2)), pair("a", Value.ofNull()))));
        assertThat(value("Object.assign(Object.create(null), {a: 1})"))
                .isEqualTo(new Value.Pairs(List.of(pair("a", Value.of(1)))));
        assertThat(value("new Map([[1, 'a'], [[], 'b']])"))
                .isEqualTo(new Value.Pairs(List.of(
                        new Value.Pair(Value.of(1), Value.of("a")), new Value.Pair(Value.list(), Value.of("b")))));
        assertThat(value("[, 1]")).isEqualTo(Value.list(Value.ofNull(), Value.of(1)));
    }

    @Test
    void shows_scripts_the_parts_of_a_kind() {
        assertThat(value("new Unsigned(-1) + ''")).isEqualTo(Value.of("18446744073709551615"));
        assertThat(value("new Unsigned(1) < new Unsigned(-1)")).isEqualTo(Value.of(true));
        assertThat(value("new Timestamp(1, 5) <= new Timestamp(1, 6)")).isEqualTo(Value.of(true));
        assertThat(value("new Interval(2n) - new Interval(1, 1)")).isEqualTo(Value.of(999_999_999));
        assertThat(value("new Vector(1, 2, 3).y")).isEqualTo(Value.of(2));
        assertThat(value(run(
                        "event.data[0] + event.data[1].a", event(Value.of(2.0), Value.map(Map.of("a", Value.of(1)))))))
                .isEqualTo(Value.of(3));
        assertThat(value(run(
                        "event.data[0].get(1)",
                        event(new Value.Pairs(List.of(new Value.Pair(Value.of(1), Value.of("x"))))))))
                .isEqualTo(Value.of("x"));
        assertThat(value(run("typeof event.data[0]", event(Value.of(Long.MAX_VALUE)))))
                .isEqualTo(Value.of("bigint"));
    }

    @Test
    void takes_long_lists_texts_and_bytes_in() {
        int size = 200_000;
        assertThat(value(run(
                        "event.data[0].length",
                        event(Value.list(Collections.nCopies(size, Value.of(1)).toArray(Value[]::new))))))
                .isEqualTo(Value.of(size));
        assertThat(value(run("event.data[0].length", event(Value.of("x".repeat(size))))))
                .isEqualTo(Value.of(size));
        assertThat(value(run("event.data[0].reduce((a, b) => a + b)", event(Value.of(new byte[size])))))
                .isEqualTo(Value.of(0));
    }

    @Test
    void refuses_what_is_no_value() {
        assertThat(failure("Symbol()").message()).contains("symbols", "cannot leave the script");
        assertThat(failure("new Set([1])").message()).contains("objects of other classes");
        assertThat(failure("new (class A { })()").message()).contains("objects of other classes");
        assertThat(failure("'\\ud800'").message()).contains("surrogate");
        assertThat(failure("2n ** 63n").message()).contains("more than 64 bits");
        assertThat(failure("new TextMap([['a', 1]])").message()).contains("texts as keys and values");
        assertThat(failure("new Zone('no such/ zone')").message()).contains("IANA");
        assertThat(failure("new Timestamp(1.5)").message()).contains("seconds is a whole number");
        assertThat(failure("new Timestamp(2n ** 64n)").message()).contains("seconds is a whole number");
        assertThat(failure("new Timestamp(1, 1e9)").message()).contains("nanos are 0 to 999999999");
        assertThat(failure("new Timestamp(2n ** 62n)").message()).isNotEmpty();
        assertThat(failure("new Date(NaN)").message()).contains("whole number");
        assertThat(failure("new Unsigned(1.5)").kind()).isEqualTo(Kind.RUNTIME);
    }

    @Test
    void refuses_what_is_too_much_before_it_is_made() {
        assertThat(failure("new Array(2 ** 32 - 1)").kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure("let s = 'x'; while (s.length < 5e8) s += s; s").kind())
                .isEqualTo(Kind.LIMIT);
        assertThat(failure("new Uint8Array(2e6)").kind()).isEqualTo(Kind.LIMIT);
        assertThat(failure("new Map(Array.from({length: 7e4}, (_, i) => [i, i]))")
                        .kind())
                .isEqualTo(Kind.LIMIT);
    }

    @Test
    void refuses_a_text_that_is_too_long_before_it_is_made_of_its_parts() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        value("let s = 'x'; while (s.length < 100) s += s; s"); // has the classes loaded that it takes
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(failure("let s = 'x'; while (s.length < 5e8) s += s; s").kind())
                .isEqualTo(Kind.LIMIT);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200 << 20);
    }

    private static Event event(Value... data) {
        return Event.of("E", Value.list(data));
    }

    private static Value.Pair pair(String key, Value value) {
        return new Value.Pair(Value.of(key), value);
    }
}
