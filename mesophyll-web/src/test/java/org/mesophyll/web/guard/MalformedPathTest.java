package org.mesophyll.web.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/db/kv", "/%41", "/a%c3%A9", "/%25zz", "/%00"})
    void escapes_of_two_digits_are_well_formed(String path) {
        assertThat(MalformedPath.isWellFormed(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "/%", "/%4", "/%zz", "/%4g", "/%g4", "/db/kv%%3", "/%41%", "/%\uff14\uff11"})
    void all_others_are_malformed(String path) {
        assertThat(MalformedPath.isWellFormed(path)).isFalse();
    }
}
