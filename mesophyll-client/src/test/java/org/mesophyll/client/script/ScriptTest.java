package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    @ParameterizedTest
    @CsvSource({
        "return 1, return 1",
        "\ufeffreturn 1, return 1",
        "#!/usr/bin/lua|return 1, |return 1",
        "\ufeff#!/usr/bin/lua|return 1, |return 1",
        "#!/usr/bin/lua, ''",
        "return #x, return #x"
    })
    void code_is_taken_as_an_editor_and_a_shell_leave_it_and_lines_keep_their_numbers(String file, String code) {
        assertThat(new Script("s", file.replace('|', '\n')).code()).isEqualTo(code.replace('|', '\n'));
    }
}
