package org.mesophyll.master.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    @Test
    void reads_names_of_languages() {
        assertThat(Handshake.languages("lua")).contains(Set.of("lua"));
        assertThat(Handshake.languages("c++,c#,lua-5.4,lua-5.4")).contains(Set.of("c++", "c#", "lua-5.4"));
        assertThat(Handshake.languages(names(16)))
                .hasValueSatisfying(names -> assertThat(names).hasSize(16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "lua,", "Lua", "a b", "-x", "abcdefghijklmnopqrstuvwxyz0123456"})
    void refuses_what_is_no_such_list(String text) {
        assertThat(Handshake.languages(text)).isEmpty();
    }

    @Test
    void refuses_more_than_16() {
        assertThat(Handshake.languages(names(17))).isEmpty();
    }

    private static String names(int many) {
        return IntStream.range(0, many).mapToObj(i -> "l" + i).collect(Collectors.joining(","));
    }
}
