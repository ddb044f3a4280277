package org.mesophyll.protocol.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.value.Json;

/** The forms and bounds of scopes, patterns and keys. */
class BoundsTest {
    private static final String LONGEST = "é".repeat(256);

    @Test
    void scopes_are_a_sorted_set_of_1_to_10() throws Exception {
        Scopes scopes = Scopes.of("b", "a", "b");

        assertThat(scopes.toList()).containsExactly("a", "b");
        assertThat(Scopes.CODEC.decode(Scopes.CODEC.encode(scopes), DecodeLimits.DEFAULT))
                .isEqualTo(scopes);
        assertThat(scopes.containsAll(Scopes.of("a"))).isTrue();
        assertThat(scopes.containsAll(Scopes.of("a", "c"))).isFalse();
        assertThat(Scopes.of(numbers(10)).names()).hasSize(10);
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.of(numbers(11)));
        assertThatIllegalArgumentException().isThrownBy(() -> Scopes.of(List.of()));
    }

    @Test
    void scopes_do_not_follow_their_source() {
        List<String> source = new ArrayList<>(List.of("a"));
        Scopes scopes = Scopes.of(source);

        source.add("b");

        assertThat(scopes.toList()).containsExactly("a");
    }

    @Test
    void texts_are_at_most_512_bytes_that_every_database_can_keep() {
        assertThatCode(() -> Scopes.of("\ud83d\ude00".repeat(128))).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scopes.of("\ud83d\ude00".repeat(128) + "x"))
                .withMessage("a scope is 513 bytes, the limit is 512");
        assertThatCode(() -> Scopes.of(LONGEST)).doesNotThrowAnyException();
        assertThatCode(() -> new KeyValueOp.Get(Scopes.of("a"), LONGEST)).doesNotThrowAnyException();
        assertThatCode(() -> new LikePattern(LONGEST)).doesNotThrowAnyException();
        for (String text : List.of(LONGEST + "x", "a\0b", "a\ud800", "\ud800b", "\udc00\ud800")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new GlobalKvName(text, 1, "s"));
            assertThatIllegalArgumentException().isThrownBy(() -> new GlobalKvName("k", 1, text));
            assertThatIllegalArgumentException().isThrownBy(() -> Scopes.of(text));
            assertThatIllegalArgumentException().isThrownBy(() -> new KeyValueOp.Get(Scopes.of("a"), text));
            assertThatIllegalArgumentException().isThrownBy(() -> new KeyValueOp.Delete(Scopes.of("a"), text));
            assertThatIllegalArgumentException().isThrownBy(() -> new LikePattern(text));
            assertThatIllegalArgumentException().isThrownBy(() -> new GlobalKeyValueOp.Delete(text, 1, "s"));
            assertThatIllegalArgumentException().isThrownBy(() -> new PublicGlobalKeyValueOp.Get("k", 1, text, null));
        }
    }

    @ParameterizedTest
    @CsvSource({"a%b_c, a\\%b\\_c", "\\, \\\\", "plain, plain", "\"; --, \"; --"})
    void quotes_what_a_pattern_gives_a_meaning_to(String literal, String quoted) {
        assertThat(LikePattern.quote(literal)).isEqualTo(quoted);
        assertThat(LikePattern.startingWith(literal).text()).isEqualTo(quoted + "%");
    }

    @Test
    void a_pattern_does_not_end_within_an_escape() {
        assertThatCode(() -> new LikePattern("a\\\\")).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new LikePattern("a\\"));
        assertThatIllegalArgumentException().isThrownBy(() -> new LikePattern("a\\\\\\"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a.b", "A-Z_0.9", "---"})
    void takes_a_global_key_of_the_form(String key) {
        assertThat(entry(key).key()).isEqualTo(key);
        assertThatCode(() -> entry("x".repeat(64))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", ".abc", "abc.", "a b", "a/b", "äbc", "abc\n", "a\u0000b"})
    void refuses_a_global_key_of_another_form(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> entry(key));
        assertThatIllegalArgumentException().isThrownBy(() -> entry("x".repeat(65)));
    }

    private static CreateGlobalKv entry(String key) {
        return new CreateGlobalKv(key, 1, "short", Json.emptyObject(), "shop", true, null, Json.ofNull());
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }
}
