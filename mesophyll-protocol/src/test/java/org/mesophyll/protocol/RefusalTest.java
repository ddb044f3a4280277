package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.Vectors.Vector;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** What docs/protocol.md refuses, and what a refusal costs. */
class RefusalTest {
    private static final String TEXT = "81a454657874"; // {"Text": …}
    private static final String INTEGER = "81a7496e7465676572"; // {"Integer": …}
    private static final String UNSIGNED = "81af556e7369676e6564496e7465676572"; // {"UnsignedInteger": …}
    private static final String FLOAT = "81a5466c6f6174"; // {"Float": …}
    private static final String VECTOR = "81a6566563746f72"; // {"Vector": …}
    private static final String BUFFER = "81a6427566666572"; // {"Buffer": …}
    private static final String INTERVAL = "81a8496e74657276616c"; // {"Interval": …}

    static List<Vector> vectors() {
        return Vectors.encode();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void refuses_a_message_cut_at_any_byte(Vector vector) {
        byte[] whole = vector.bytes();
        Codec<?> codec =
                Objects.requireNonNull(VectorSamples.ENCODE.get(vector.name())).codec();

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(cut, DecodeLimits.DEFAULT))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        TEXT + "a2c328, is not UTF-8",
        TEXT + "a2c0af, is not UTF-8",
        TEXT + "a3eda080, is not UTF-8",
        TEXT + "a4f4908080, is not UTF-8",
        TEXT + "c401ff, expected text",
        INTEGER + "cb3ff0000000000000, expected an integer",
        INTEGER + "cf8000000000000000, above the largest signed 64-bit integer",
        UNSIGNED + "ff, only 0 or more",
        UNSIGNED + "d3ffffffffffffffff, only 0 or more",
        FLOAT + "a131, expected a number",
        VECTOR + "92ca00000000ca00000000, 3 elements",
        VECTOR + "94ca00000000ca00000000ca00000000ca00000000, 3 elements",
        VECTOR + "93cb7e37e43c8800759cca00000000ca00000000, 32-bit float",
        BUFFER + "91cd0100, above 255",
        BUFFER + "91ff, only 0 or more",
        INTERVAL + "9200ce3b9aca00, nanoseconds",
        INTERVAL + "9200ff, nanoseconds",
        "c1, unsupported",
        "d40100, unsupported",
        TEXT + "c1, unsupported",
        TEXT + "c70001, unsupported",
        TEXT + "d6ff00000000, unsupported",
        "80, map with 1 entry",
        "82a454657874a0a454657874a0, map with 1 entry",
        "81a3466f6fa0, unknown variant",
        "810ea0, unknown variant",
        "81ffa0, unknown variant",
        "81cfffffffffffffffffa0, above the largest",
        "a454657874, lacks its payload",
        "81a44e756c6c00, expected nil",
        "91a0, expected a variant",
    })
    void refuses_a_value_that_breaks_a_rule(String hex, String reason) {
        assertRefused(() -> decodeValue(hex), reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-27T06:07:33", // no offset
                "2026-02-27 06:07:33Z",
                "2026-02-30T06:07:33Z",
                "2026-02-27T24:00:00Z",
                "2026-02-27T06:07:33.1234567890Z",
                "2026-02-27T06:07:33+19:00",
                "+12026-02-27T06:07:33Z",
                "-0001-02-27T06:07:33Z",
                "0000-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                ""
            })
    void refuses_a_timestamp_that_is_not_rfc_3339(String text) {
        byte[] bytes = Json.CODEC.encode(Json.object(Map.of("Timestamptz", Json.of(text))));

        assertRefused(() -> Value.CODEC.decode(bytes, DecodeLimits.DEFAULT), "a timestamp is");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-27T07:07:33+01:00, 2026-02-27T06:07:33Z",
        "2026-02-27t06:07:33.5z, 2026-02-27T06:07:33.5Z",
        "2026-02-27T06:07:33-00:00, 2026-02-27T06:07:33Z",
        "2026-02-26T12:07:33-18:00, 2026-02-27T06:07:33Z",
    })
    void takes_a_timestamp_with_any_offset(String text, String instant) throws Exception {
        byte[] bytes = Json.CODEC.encode(Json.object(Map.of("Timestamptz", Json.of(text))));

        assertThat(Value.CODEC.decode(bytes, DecodeLimits.DEFAULT))
                .isEqualTo(new Value.Timestamp(Instant.parse(instant)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "Europe/", "../etc/passwd", "Europe/Par is", "1UTC", "é"})
    void refuses_a_time_zone_that_has_not_the_form_of_a_name(String name) {
        byte[] bytes = Json.CODEC.encode(Json.object(Map.of("TimeZone", Json.of(name))));

        assertRefused(() -> Value.CODEC.decode(bytes, DecodeLimits.DEFAULT), "a time zone is");
    }

    @ParameterizedTest
    @CsvSource({
        "81a548656c6c6f80, lacks the field heartbeat_interval_ms",
        "81a548656c6c6f82b56865617274626561745f696e74657276616c5f6d7301b56865617274626561745f696e74657276616c5f6d7302,"
                + " twice",
        "81a548656c6c6f05, the fields of Hello",
    })
    void refuses_a_structure_without_each_field_once(String hex, String reason) {
        assertRefused(() -> ServerMessage.CODEC.decode(HexFormat.of().parseHex(hex), DecodeLimits.DEFAULT), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "81a464617461c0, lacks the name of its variant",
        "82a474797065a556616c7565a474797065a556616c7565, twice",
        "81a474797065a0, unknown variant",
        "90, found no elements",
        "91a556616c7565, 2 fields",
    })
    void refuses_a_tagged_choice_without_one_tag(String hex, String reason) {
        assertRefused(() -> GlobalKvData.CODEC.decode(HexFormat.of().parseHex(hex), DecodeLimits.DEFAULT), reason);
    }

    @ParameterizedTest
    @CsvSource({
        "92a54775696c64b43138343436373434303733373039353531363135, below 2^64", // 2⁶⁴−1
        "92a54775696c64b43138343436373434303733373039353531363136, below 2^64", // 2⁶⁴
        "92a54775696c64a0, decimal digits",
        "92a54775696c64a22b31, decimal digits",
        "92a54775696c64a22d31, decimal digits",
        "92a54775696c64ff, only 0 or more",
        "92a56775696c6401, unknown TenantKind",
    })
    void refuses_a_tenant_that_is_none(String hex, String reason) {
        assertRefused(() -> TenantId.CODEC.decode(HexFormat.of().parseHex(hex), DecodeLimits.DEFAULT), reason);
    }

    @Test
    void takes_tenants_with_any_number_of_digits() throws Exception {
        for (BigInteger power = BigInteger.ONE;
                power.bitLength() <= Long.SIZE;
                power = power.multiply(BigInteger.TEN)) {
            for (BigInteger id : List.of(power.subtract(BigInteger.ONE), power, power.add(BigInteger.TWO))) {
                TenantId tenant = TenantId.guild(id.longValue());
                byte[] encoded = TenantId.CODEC.encode(tenant);

                assertThat(new String(encoded, StandardCharsets.ISO_8859_1)).endsWith(id.toString());
                assertThat(TenantId.CODEC.decode(encoded, DecodeLimits.DEFAULT)).isEqualTo(tenant);
            }
        }
    }

    @Test
    void takes_the_largest_tenant() throws Exception {
        TenantId largest = TenantId.user(-2);

        assertThat(largest.decimalId()).isEqualTo("18446744073709551614");
        assertThat(TenantId.CODEC.decode(TenantId.CODEC.encode(largest), DecodeLimits.DEFAULT))
                .isEqualTo(largest);
    }

    @Test
    void takes_integers_in_every_width() throws Exception {
        for (String five : List.of("05", "cc05", "cd0005", "ce00000005", "cf0000000000000005", "d005", "d10005")) {
            assertThat(decodeValue(INTEGER + five)).isEqualTo(Value.of(5));
            assertThat(decodeValue(UNSIGNED + five)).isEqualTo(new Value.UInt64(5));
            assertThat(decodeValue(FLOAT + five)).isEqualTo(Value.of(5.0));
        }
        assertThat(decodeValue(UNSIGNED + "cfffffffffffffffff")).isEqualTo(new Value.UInt64(-1));
        assertThat(decodeValue(FLOAT + "cfffffffffffffffff")).isEqualTo(Value.of(0x1p64));
    }

    @Test
    void takes_64_levels_and_refuses_65() throws Exception {
        assertThat(Json.CODEC.encode(nested(64))).isEqualTo(nestedBytes(64));
        assertThat(Json.CODEC.decode(nestedBytes(64), DecodeLimits.DEFAULT)).isEqualTo(nested(64));

        assertRefused(() -> Json.CODEC.decode(nestedBytes(65), DecodeLimits.DEFAULT), "deeper than 64");
        assertThatIllegalArgumentException().isThrownBy(() -> Json.CODEC.encode(nested(65)));
    }

    @Test
    void refuses_a_million_levels_without_an_error() {
        assertRefused(() -> Json.CODEC.decode(nestedBytes(1_000_000), DecodeLimits.DEFAULT), "deeper than 64");
    }

    @Test
    void reads_over_unknown_fields_only_as_deep_as_is_allowed() {
        byte[] deep = nestedBytes(100);
        ByteBuffer bytes = ByteBuffer.allocate(200);
        bytes.put(HexFormat.of().parseHex("81a548656c6c6f81a178")).put(deep).flip();

        assertRefused(() -> ServerMessage.CODEC.decode(bytes, DecodeLimits.DEFAULT), "deeper than 64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dd80000000",
                "dd7fffffff",
                "ddffffffff",
                "df80000000",
                "dfffffffff",
                "db80000000",
                "dbffffffff",
                "c6ffffffff",
                "c680000000"
            })
    void a_length_that_lies_costs_nothing(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        ThrowingCallable decode = () -> Json.CODEC.decode(bytes, DecodeLimits.DEFAULT);
        assertThatThrownBy(decode).isInstanceOf(MalformedMessageException.class);

        assertThat(allocatedBy(() -> assertThatThrownBy(decode))).isLessThan(256 * 1024);
    }

    @Test
    void nested_claims_do_not_add_up() {
        ByteBuffer bytes = ByteBuffer.allocate(DecodeLimits.DEFAULT.maxBytes());
        for (int level = 0; level < 64; level++) {
            bytes.put((byte) 0xdd).putInt(bytes.remaining() - 5);
        }
        Arrays.fill(bytes.array(), bytes.position(), bytes.capacity(), (byte) 0xc1);

        ThrowingCallable decode = () -> Json.CODEC.decode(bytes.array(), DecodeLimits.DEFAULT);

        assertThat(allocatedBy(() -> assertThatThrownBy(decode))).isLessThan(256 * 1024);
    }

    @Test
    void refuses_more_bytes_than_the_limit() {
        DecodeLimits limits = DecodeLimits.DEFAULT.withMaxBytes(4);

        assertThatCode(() -> Json.CODEC.decode(new byte[4], limits)).doesNotThrowAnyException();
        assertRefused(() -> Json.CODEC.decode(new byte[5], limits), "message is 5 bytes, the limit is 4");
        assertRefused(() -> Json.CODEC.decode(ByteBuffer.allocateDirect(5), limits), "the limit is 4");
    }

    @Test
    void leaves_a_buffer_as_it_was() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocateDirect(3).put(1, (byte) 7).position(1);

        assertThat(Json.CODEC.decode(bytes, DecodeLimits.DEFAULT)).isEqualTo(Json.of(7));
        assertThat(bytes.position()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\ud800\ud800", "\udc00\ud800"})
    void refuses_to_write_half_of_a_surrogate_pair(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Value.CODEC.encode(Value.of(text)))
                .withMessageContaining("surrogate");
    }

    private static Value decodeValue(String hex) throws MalformedMessageException {
        return Value.CODEC.decode(HexFormat.of().parseHex(hex), DecodeLimits.DEFAULT);
    }

    private static void assertRefused(ThrowingCallable decode, String reason) {
        assertThatThrownBy(decode).isInstanceOf(MalformedMessageException.class).hasMessageContaining(reason);
    }

    private static Json nested(int levels) {
        Json json = Json.ofNull();
        for (int level = 0; level < levels; level++) {
            json = Json.array(json);
        }
        return json;
    }

    private static byte[] nestedBytes(int levels) {
        byte[] bytes = new byte[levels + 1];
        Arrays.fill(bytes, 0, levels, (byte) 0x91);
        bytes[levels] = (byte) 0xc0;
        return bytes;
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        action.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
