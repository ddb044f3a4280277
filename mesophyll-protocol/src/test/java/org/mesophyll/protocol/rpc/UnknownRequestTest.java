package org.mesophyll.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.codec.DecodeLimits;

class UnknownRequestTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "81a44e6f7065 90", // {"Nope": []}
                "81a44e6f7065 c1", // its payload is not looked at
                "8102 90", // index 2
                "81ff 90", // index -1
                "a44e6f7065", // a bare name
                "02" // a bare index
            })
    void a_name_or_an_index_of_its_own_is_a_request_that_is_not_known(String hex) {
        assertThat(unknown(hex)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "c0",
                "80", // no entry
                "82a44e6f7065 90 a44e6f7065 90", // two entries
                "81c0 90", // nil for a name
                "81a44e6f", // a name that ends too early
                "81a9486561727462656174 c0", // a payload that a heartbeat has not
                "a9486561727462656174", // a bare heartbeat
                "8101 90" // an event without fields, by index
            })
    void anything_else_that_does_not_decode_is_malformed(String hex) {
        assertThat(unknown(hex)).isFalse();
    }

    @Test
    void the_names_are_those_of_all_requests() {
        assertThat(RpcRequest.NAMES).hasSize(RpcRequest.class.getPermittedSubclasses().length);
        assertThat(Arrays.stream(RpcRequest.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .containsExactlyElementsOf(RpcRequest.NAMES);
    }

    private static boolean unknown(String hex) {
        return RpcRequest.isUnknown(HexFormat.of().parseHex(hex.replace(" ", "")), DecodeLimits.DEFAULT);
    }
}
