package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.codec.MessageReader;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Json;

/** msgpack-test-suite, which nobody here wrote: see {@code suites/NOTICE}. Every form of every value is read, extensions are refused. */
class MessagePackSuiteTest {
    /**
     * One way to write a value.
     *
     * @param kind what the value is, in the suite's words
     */
    record Form(String kind, JsonValue value, Bytes bytes) {
        @Override
        public String toString() {
            return kind + " " + HexFormat.of().formatHex(bytes.toByteArray());
        }
    }

    @Test
    void has_all_forms_of_the_suite() {
        assertThat(forms()).hasSizeGreaterThan(150);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void every_form_is_read_or_refused(Form form) throws Exception {
        switch (form.kind) {
            case "ext", "timestamp" ->
                assertThatThrownBy(() -> decode(form)).isInstanceOf(MalformedMessageException.class);
            case "binary" ->
                assertThat(new MessageReader(form.bytes.toByteArray(), 0, form.bytes.length(), DecodeLimits.DEFAULT)
                                .readByteArray())
                        .isEqualTo(bytes(((JsonString) form.value).getString()));
            case "bignum" ->
                assertThat(number(decode(form))).isEqualByComparingTo(((JsonString) form.value).getString());
            case "number" -> assertThat(number(decode(form))).isEqualByComparingTo(form.value.toString());
            default -> assertThat(decode(form)).isEqualTo(JsonText.parse(form.value.toString()));
        }
    }

    private static Json decode(Form form) throws MalformedMessageException {
        return Json.CODEC.decode(form.bytes.toByteArray(), DecodeLimits.DEFAULT);
    }

    private static BigDecimal number(Json json) {
        if (json instanceof Json.Float64 number) {
            return new BigDecimal(number.value());
        }
        return new BigDecimal(JsonText.text(json));
    }

    static Stream<Form> forms() {
        InputStream file = MessagePackSuiteTest.class.getResourceAsStream("/suites/msgpack-test-suite.json");
        try (JsonReader reader = jakarta.json.Json.createReader(Objects.requireNonNull(file))) {
            return reader.readObject().values().stream()
                    .flatMap(entries -> entries.asJsonArray().stream())
                    .flatMap(entry -> forms(entry.asJsonObject()));
        }
    }

    private static Stream<Form> forms(JsonObject entry) {
        String kind = entry.keySet().stream()
                .filter(name -> !name.equals("msgpack"))
                .reduce((first, second) -> second.equals("bignum") ? second : first)
                .orElseThrow();
        return entry.getJsonArray("msgpack").stream()
                .map(form -> new Form(
                        kind,
                        Objects.requireNonNull(entry.get(kind)),
                        Bytes.copyOf(bytes(((JsonString) form).getString()))));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace("-", ""));
    }
}
