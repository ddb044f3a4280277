package org.mesophyll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.mesophyll.protocol.ScriptError.Kind;

class ScriptErrorTest {
    @Test
    void is_read_as_it_was_written() {
        for (Kind kind : Kind.values()) {
            same(new ScriptError(kind, "greet:3", "no: really", "greet:3: in f\ngreet:9"));
            same(new ScriptError(kind, "", "no", ""));
            same(new ScriptError(kind, "a:b c:12", "", ""));
        }
    }

    @Test
    void takes_no_other_reason() {
        assertThat(ScriptError.parse("the tenant is being dropped")).isEmpty();
        assertThat(ScriptError.parse("script error")).isEmpty();
        assertThat(ScriptError.parse("a script error: no")).isEmpty();
        assertThat(ScriptError.parse("")).isEmpty();
    }

    @Test
    void knows_the_line_of_a_place() {
        assertThat(new ScriptError(Kind.RUNTIME, "a:b:12", "no", "").line()).isEqualTo(OptionalInt.of(12));
        assertThat(new ScriptError(Kind.RUNTIME, "greet", "no", "").line()).isEmpty();
        assertThat(new ScriptError(Kind.RUNTIME, "a:99999999999", "no", "").line())
                .isEmpty();
    }

    private static void same(ScriptError error) {
        assertThat(ScriptError.parse(error.text())).contains(error);
    }
}
