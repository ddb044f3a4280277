package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.json.JsonText;
import org.mesophyll.protocol.json.MalformedJsonException;
import org.mesophyll.protocol.json.ValueJson;
import org.mesophyll.protocol.value.Json;

/** Any bytes against the reader of JSON; how to let it search is in {@code docs/protocol.md}, section 7. */
class JsonTextFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"a\":[1,-0.5e-3,true,false,null,\"\\u00e9\\ud83d\\ude00\"]}",
                        "{\"Map\":[[{\"Text\":\"k\"},{\"UnsignedInteger\":18446744073709551615}]]}",
                        "[\"\\ud83d\",1e999,123456789012345678901234567890]",
                        "[".repeat(100))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void any_bytes_are_read_or_refused(byte[] bytes) throws Exception {
        Json json;
        try {
            json = JsonText.parse(bytes);
        } catch (MalformedJsonException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        assertThat(JsonText.parse(JsonText.format(json))).isEqualTo(json);
        assertThat(Json.CODEC.decode(Json.CODEC.encode(json), DecodeLimits.DEFAULT))
                .isEqualTo(json);
        try {
            assertThat(ValueJson.fromJson(json)).isNotNull();
        } catch (MalformedJsonException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
