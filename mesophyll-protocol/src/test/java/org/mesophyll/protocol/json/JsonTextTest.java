package org.mesophyll.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.value.Json;

class JsonTextTest {
    private static final int MAX_DIGITS = JsonText.MAX_NUMBER_CHARACTERS;

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "1.5", "0.", "1e"})
    void a_number_of_too_many_characters_is_refused_by_every_door(String start) {
        String number = start + "1".repeat(MAX_DIGITS);

        for (Door door : Door.values()) {
            assertThatThrownBy(() -> door.read(number))
                    .isInstanceOfSatisfying(
                            MalformedJsonException.class,
                            e -> assertThat(e.isOverLimit()).isTrue())
                    .hasMessageContaining("characters, the limit is " + MAX_DIGITS);
        }
    }

    @Test
    void a_number_of_as_many_characters_as_allowed_is_read() throws Exception {
        String fraction = "0." + "3".repeat(MAX_DIGITS - 2);

        for (Door door : Door.values()) {
            assertThat(door.read(fraction)).isEqualTo(Json.of(1.0 / 3));
        }
    }

    @Test
    void nesting_is_refused_beyond_the_limit_of_the_door() {
        for (Door door : Door.values()) {
            int most = door == Door.REQUEST ? 72 : 64;
            assertThatThrownBy(() -> door.read("{\"a\":".repeat(most + 1)))
                    .hasMessage("the JSON nests deeper than " + most + " levels");
            assertThatThrownBy(() -> door.read("[".repeat(1_000_000)))
                    .hasMessage("the JSON nests deeper than " + most + " levels");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1e99999999999999999999", "0.1e999"})
    void a_number_beyond_a_float_is_refused(String number) {
        for (Door door : Door.values()) {
            assertThatThrownBy(() -> door.read(number)).hasMessageContaining("larger than a 64-bit float holds");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud83d\"", "\"\\ude00\\ud83d\"", "[\"a\\ud83dz\"]", "{\"\\ud83d\":1}", "\"\ud83d\""})
    void half_of_a_surrogate_pair_is_refused(String text) throws Exception {
        assertThatThrownBy(() -> JsonText.parse(text)).hasMessageContaining("half of a surrogate pair");
        assertThatThrownBy(() -> JsonText.parseLossy(text)).hasMessageContaining("half of a surrogate pair");
    }

    @Test
    void half_of_a_surrogate_pair_in_a_request_is_found_with_its_place() throws Exception {
        Json request = JsonText.parseRequest("{\"event\":{\"data\":{\"json\":[1,{\"Secret\":\"\\ud83d\"}]}}}");

        assertThatThrownBy(() -> JsonShape.requireWhole(request, "params"))
                .hasMessage("params.event.data.json[1].… has half of a surrogate pair");
    }

    @Test
    void a_whole_pair_is_one_character_however_it_is_written() throws Exception {
        assertThat(JsonText.parse("\"\\ud83d\\ude00\"")).isEqualTo(Json.of("\ud83d\ude00"));
        assertThat(JsonText.parse("\"" + "😀".charAt(0) + "\\ude00\"")).isEqualTo(Json.of("\ud83d\ude00"));
    }

    @Test
    void a_lossy_reader_rounds_integers_and_takes_the_last_of_two_members() throws Exception {
        assertThat(JsonText.parseLossy("123456789012345678901234567890")).isEqualTo(Json.of(1.2345678901234568E29));
        assertThat(JsonText.parseLossy("-9223372036854775809")).isEqualTo(Json.of((double) Long.MIN_VALUE));
        assertThat(JsonText.parseLossy("{\"a\":1,\"a\":2}")).isEqualTo(Json.object(Map.of("a", Json.of(2))));
    }

    @Test
    void integers_of_64_bits_keep_all_their_digits() throws Exception {
        assertThat(JsonText.parse("[9223372036854775807,-9223372036854775808,18446744073709551615,-0]"))
                .isEqualTo(
                        Json.array(Json.of(Long.MAX_VALUE), Json.of(Long.MIN_VALUE), Json.ofUnsigned(-1), Json.of(0)));
    }

    @Test
    void what_is_written_is_json_whatever_the_text_holds() {
        assertThat(JsonText.text(Json.array(Json.of("\"\\\b\f\n\r\t\u0001\u007f\u2028é😀\ud83d"), Json.of(Double.NaN))))
                .isEqualTo("[\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\u007f\u2028é😀\ufffd\",null]");
        assertThat(JsonText.text(Json.object(Map.of()))).isEqualTo("{}");
        assertThat(JsonText.text(new Json.Array(List.of()))).isEqualTo("[]");
    }

    @Test
    void an_exception_says_where_and_has_no_stack_trace() {
        assertThatThrownBy(() -> JsonText.parse("[1,x]"))
                .hasMessage("the text is not JSON (at character 4)")
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{a|1",
                "[1,|3",
                "trux|3",
                "nul|3",
                "01|1",
                "-|1",
                "1.|2",
                "1e+x|3",
                "\"\\x\"|2",
                "\"\\u12\"|5",
                "\"\\n\u0001\"|3",
                "\"a|2",
                "{\"a\" 1}|5",
                "[1 2]|3"
            })
    void an_exception_knows_the_first_character_that_is_not_allowed(String text, int at) {
        for (Door door : Door.values()) {
            assertThatThrownBy(() -> door.read(text))
                    .isInstanceOfSatisfying(
                            MalformedJsonException.class,
                            e -> assertThat(e.unexpectedAt()).hasValue(at));
        }
    }

    private enum Door {
        STRICT,
        REQUEST,
        LOSSY;

        Json read(String text) throws MalformedJsonException {
            return switch (this) {
                case STRICT -> JsonText.parse(text);
                case REQUEST -> JsonText.parseRequest(text);
                case LOSSY -> JsonText.parseLossy(text);
            };
        }
    }
}
