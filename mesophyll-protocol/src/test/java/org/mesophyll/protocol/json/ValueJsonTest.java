package org.mesophyll.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

class ValueJsonTest {
    private static final int DEPTH = 5; // without a bound some values do not fit into any memory

    @Property(tries = 500)
    void every_value_survives_the_way_through_json_text(@ForAll("values") Value value) throws Exception {
        byte[] text = JsonText.format(ValueJson.toJson(value));

        assertThat(ValueJson.fromJson(JsonText.parse(text))).isEqualTo(value);
    }

    @Property(tries = 500)
    void every_json_survives_the_way_through_text(@ForAll("json") Json json) throws Exception {
        assertThat(JsonText.parse(JsonText.format(json))).isEqualTo(json);
    }

    @Property(tries = 500)
    void any_bytes_are_json_or_refused(@ForAll byte[] bytes) {
        try {
            assertThat(JsonText.parse(bytes)).isNotNull();
        } catch (MalformedJsonException e) {
            assertThat(e).message().isNotBlank();
        }
    }

    @Test
    void a_value_is_its_kind_around_its_content() {
        assertThat(text(Value.ofNull())).isEqualTo("\"Null\"");
        assertThat(text(Value.of("a"))).isEqualTo("{\"Text\":\"a\"}");
        assertThat(text(new Value.UInt64(-1))).isEqualTo("{\"UnsignedInteger\":18446744073709551615}");
        assertThat(text(Value.of(Long.MIN_VALUE))).isEqualTo("{\"Integer\":-9223372036854775808}");
        assertThat(text(Value.of(new byte[] {1, 2, 3}))).isEqualTo("{\"Buffer\":\"AQID\"}");
        assertThat(text(new Value.Interval(Duration.ofMillis(-1500)))).isEqualTo("{\"Interval\":[-2,500000000]}");
        assertThat(text(Value.of(Double.NaN))).isEqualTo("{\"Float\":\"NaN\"}");
        assertThat(text(Value.map(Map.of("k", Value.of(true)))))
                .isEqualTo("{\"Map\":[[{\"Text\":\"k\"},{\"Boolean\":true}]]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"Text\"",
                "{}",
                "{\"Text\":\"a\",\"Integer\":1}",
                "{\"Word\":1}",
                "{\"Text\":1}",
                "{\"Integer\":1.0}",
                "{\"Integer\":9223372036854775808}",
                "{\"UnsignedInteger\":-1}",
                "{\"Float\":\"much\"}",
                "{\"Buffer\":\"***\"}",
                "{\"Vector\":[1,2]}",
                "{\"Map\":[[\"Null\"]]}",
                "{\"Timestamptz\":\"yesterday\"}",
                "{\"Interval\":[1,1000000000]}",
                "{\"TimeZone\":\"../etc\"}",
                "{\"LazyStringMap\":{\"a\":1}}",
                "{\"Null\":1}"
            })
    void what_is_no_value_is_refused(String json) throws Exception {
        Json parsed = JsonText.parse(json.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ValueJson.fromJson(parsed)).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,\"a\":2}",
                "18446744073709551616",
                "-9223372036854775809",
                "1e999",
                "1 2",
                "nul",
                "\"\u0001\"",
                "123456789012345678901234567890"
            })
    void what_is_no_json_is_refused(String text) {
        assertThatThrownBy(() -> JsonText.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void text_that_is_not_utf_8_is_refused() {
        assertThatThrownBy(() -> JsonText.parse(new byte[] {'"', (byte) 0xc3, '"'}))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("the text is not UTF-8");
    }

    @Test
    void nesting_is_bounded() throws Exception {
        int most = JsonText.MAX_DEPTH;
        byte[] allowed = ("[".repeat(most) + "]".repeat(most)).getBytes(StandardCharsets.UTF_8);
        byte[] deeper = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        assertThat(JsonText.parse(allowed)).isInstanceOf(Json.Array.class);
        assertThatThrownBy(() -> JsonText.parse(deeper))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("the JSON nests deeper than 64 levels");
    }

    @Test
    void integers_and_floats_stay_what_they_are() throws Exception {
        assertThat(JsonText.parse("[1,1.0,1e2,9223372036854775808]".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Json.array(Json.of(1L), Json.of(1.0), Json.of(100.0), Json.ofUnsigned(Long.MIN_VALUE)));
    }

    @Provide
    Arbitrary<Value> values() {
        return values(DEPTH);
    }

    private Arbitrary<Value> values(int depth) {
        if (depth == 0) {
            return leaves();
        }
        Arbitrary<Value> inner = Arbitraries.lazy(() -> values(depth - 1));
        return Arbitraries.oneOf(
                leaves(),
                inner.list().ofMaxSize(3).map(Value.Sequence::new),
                Combinators.combine(inner, inner)
                        .as(Value.Pair::new)
                        .list()
                        .ofMaxSize(2)
                        .map(Value.Pairs::new));
    }

    private Arbitrary<Value> leaves() {
        Arbitrary<String> texts = texts();
        Arbitrary<Float> floats = Arbitraries.floats();
        return Arbitraries.oneOf(List.of(
                Arbitraries.just(Value.ofNull()),
                texts.map(Value.Text::new),
                Arbitraries.longs().map(Value.Int64::new),
                Arbitraries.longs().map(Value.UInt64::new),
                Arbitraries.doubles().map(Value.Float64::new),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0)
                        .map(Value.Float64::new),
                Arbitraries.of(true, false).map(Value.Bool::new),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Value::of),
                Combinators.combine(floats, floats, floats).as(Value.Vector::new),
                Combinators.combine(
                                Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L),
                                Arbitraries.longs().between(0, 999_999_999))
                        .as((seconds, nanos) -> new Value.Timestamp(Instant.ofEpochSecond(seconds, nanos))),
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs().between(0, 999_999_999))
                        .as((seconds, nanos) -> new Value.Interval(Duration.ofSeconds(seconds, nanos))),
                Arbitraries.of("Europe/Paris", "UTC", "Etc/GMT+1").map(Value.Zone::new),
                Arbitraries.maps(texts, texts).ofMaxSize(3).map(Value.TextMap::new)));
    }

    @Provide
    Arbitrary<Json> json() {
        return json(DEPTH);
    }

    private Arbitrary<Json> json(int depth) {
        if (depth == 0) {
            return jsonLeaves();
        }
        Arbitrary<Json> inner = Arbitraries.lazy(() -> json(depth - 1));
        return Arbitraries.oneOf(
                jsonLeaves(),
                inner.list().ofMaxSize(3).map(Json.Array::new),
                Arbitraries.maps(texts(), inner).ofMaxSize(3).map(Json.Members::new));
    }

    private Arbitrary<Json> jsonLeaves() {
        return Arbitraries.oneOf(List.of(
                Arbitraries.just(Json.ofNull()),
                Arbitraries.of(true, false).map(Json::of),
                Arbitraries.longs().map(Json::of),
                Arbitraries.longs().map(Json::ofUnsigned),
                Arbitraries.doubles().map(Json::of),
                texts().map(Json::of)));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(12);
    }

    private static char[] surrogates() {
        char[] surrogates = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < surrogates.length; i++) {
            surrogates[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return surrogates;
    }

    private static String text(Value value) {
        return new String(JsonText.format(ValueJson.toJson(value)), StandardCharsets.UTF_8);
    }
}
