package org.mesophyll.client.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

class JsonDocumentsTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Value.of("a\"b"), "{\"Text\":\"a\\\"b\"}"),
                Arguments.of(Value.of(Long.MIN_VALUE), "{\"Integer\":-9223372036854775808}"),
                Arguments.of(new Value.UInt64(-1), "{\"UnsignedInteger\":18446744073709551615}"),
                Arguments.of(Value.of(1.5), "{\"Float\":1.5}"),
                Arguments.of(Value.of(Double.NEGATIVE_INFINITY), "{\"Float\":\"-Infinity\"}"),
                Arguments.of(Value.of(true), "{\"Boolean\":true}"),
                Arguments.of(Value.of(new byte[] {1, 2}), "{\"Buffer\":\"AQI=\"}"),
                Arguments.of(new Value.Vector(1, 2.5f, -3), "{\"Vector\":[1.0,2.5,-3.0]}"),
                Arguments.of(
                        new Value.Pairs(List.of(new Value.Pair(Value.of(1), Value.ofNull()))),
                        "{\"Map\":[[{\"Integer\":1},\"Null\"]]}"),
                Arguments.of(Value.list(Value.ofNull()), "{\"List\":[\"Null\"]}"),
                Arguments.of(
                        new Value.Timestamp(Instant.parse("2026-11-21T01:02:03.500Z")),
                        "{\"Timestamptz\":\"2026-11-21T01:02:03.500Z\"}"),
                Arguments.of(new Value.Interval(Duration.ofMillis(-1500)), "{\"Interval\":[-2,500000000]}"),
                Arguments.of(new Value.Zone("Europe/Paris"), "{\"TimeZone\":\"Europe/Paris\"}"),
                Arguments.of(new Value.TextMap(Map.of("a", "b")), "{\"LazyStringMap\":{\"a\":\"b\"}}"),
                Arguments.of(Value.ofNull(), "\"Null\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writes_and_reads_each_kind(Value value, String json) {
        assertThat(JsonDocuments.ofValue(value)).hasToString(json);
        assertThat(JsonDocuments.toValue(JsonDocuments.parse(json))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"Nil\"",
                "{}",
                "{\"Text\":1}",
                "{\"Integer\":1.5}",
                "{\"Integer\":9223372036854775808}",
                "{\"UnsignedInteger\":-1}",
                "{\"Boolean\":1}",
                "{\"Buffer\":\"*\"}",
                "{\"Vector\":[1,2]}",
                "{\"Map\":[[1]]}",
                "{\"Interval\":[1,1000000000]}",
                "{\"Timestamptz\":\"yesterday\"}",
                "{\"Unknown\":1}",
                "{\"Text\":\"a\",\"Integer\":1}"
            })
    void refuses_what_is_no_value(String json) {
        assertThatThrownBy(() -> JsonDocuments.toValue(JsonDocuments.parse(json)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-9223372036854775808",
                "18446744073709551615",
                "1.5",
                "\"a\"",
                "[1,[2]]",
                "{\"b\":1,\"a\":{\"c\":null}}"
            })
    void keeps_free_json_as_it_is(String json) {
        assertThat(JsonDocuments.ofJson(JsonDocuments.toJson(JsonDocuments.parse(json))))
                .hasToString(json);
    }

    @Test
    void says_with_a_value_what_json_says() {
        Value value = PlainValue.of(JsonDocuments.toJson(JsonDocuments.parse("{\"a\":[1,null,\"b\"]}")));

        assertThat(value).isEqualTo(Value.map(Map.of("a", Value.list(Value.of(1), Value.ofNull(), Value.of("b")))));
    }

    @Test
    void takes_an_integer_that_is_too_large_as_a_float() {
        assertThat(JsonDocuments.toJson(JsonDocuments.parse("100000000000000000000")))
                .isEqualTo(Json.of(1e20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{|it ends too early, after character 1",
                "{a|unexpected 'a' at character 2",
                "[😀]|unexpected '😀' at character 2",
                "1 2|something follows the JSON value (at character 3)"
            })
    void says_what_is_wrong_with_text_that_is_not_json(String text, String reason) {
        assertThatThrownBy(() -> JsonDocuments.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this is not JSON: " + reason);
    }
}
