package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {
    private static final String TOKEN = "t".repeat(TokenText.LEAST_CHARACTERS);

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\r", " \t", "\r\n\r\n"})
    void white_space_behind_a_token_is_none_of_it(String end) {
        assertThat(TokenText.check("the token", TOKEN + end)).isEqualTo(TOKEN);
        assertThat(TokenText.checkChosen("the token", TOKEN + end)).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\r\n", "\u0000", "\u007f", "é", "\ufeff"})
    void anything_else_that_is_not_visible_ascii_is_refused_and_not_shown(String wrong) {
        assertThatThrownBy(() -> TokenText.check("the token of worker 0", TOKEN + wrong + TOKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the token of worker 0 is not 1 to 1024 visible ASCII characters")
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void a_token_that_is_too_short_or_too_long_is_refused_and_not_shown() {
        String guessable = TOKEN.substring(1);

        assertThatThrownBy(() -> TokenText.checkChosen("the token", guessable + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the token has 31 characters, at least 32 are needed");
        assertThatThrownBy(() -> TokenText.check("the token", "t".repeat(1_025)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(TOKEN);
        assertThatThrownBy(() -> TokenText.check("the token", "\n")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_lines_of_a_file_of_any_system_are_the_same() {
        assertThat(TokenText.lines("\ufeff# workers\r\n\r\n 00 " + TOKEN + " \r\n1 " + TOKEN))
                .containsExactly(
                        new TokenText.Line(3, List.of("00", TOKEN)), new TokenText.Line(4, List.of("1", TOKEN)));
        assertThat(new TokenText.Line(3, List.of("00", TOKEN)).toString()).doesNotContain(TOKEN);
    }
}
