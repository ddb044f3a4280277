package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** G19: keys and patterns are data, and mean the same on both databases as to a matcher of their definition. */
class LikePatternPropertyTest {
    private static final Scopes SCOPES = Scopes.of("it's; --", "%");

    private static @Nullable TestState onH2; // confined to jqwik's thread
    private static @Nullable TestState onPostgres; // confined to jqwik's thread
    private static long tenants; // confined to jqwik's thread

    @Property(tries = 5000)
    void matches_as_the_definition_says(@ForAll("texts") String key, @ForAll("patterns") LikePattern pattern) {
        assertThat(LikeMatcher.of(pattern).matches(key)).isEqualTo(matchesByDefinition(pattern, key));
    }

    @Property(tries = 5000)
    void the_range_holds_every_match_in_both_orders(
            @ForAll("texts") String key, @ForAll("patterns") LikePattern pattern) {
        if (!matchesByDefinition(pattern, key)) {
            return;
        }
        KeySearch search = KeySearch.of(pattern);

        assertThat(key).isGreaterThanOrEqualTo(search.from());
        assertThat(CodePointOrder.COMPARATOR.compare(key, search.from())).isNotNegative();
        search.before().ifPresent(before -> {
            assertThat(key).isLessThan(before);
            assertThat(CodePointOrder.COMPARATOR.compare(key, before)).isNegative();
        });
    }

    @Property(tries = 60)
    void finds_on_h2_what_the_definition_says(
            @ForAll("keys") Set<String> keys, @ForAll("patternLists") List<LikePattern> patterns) {
        if (onH2 == null) {
            onH2 = Backend.H2_HIBERNATE.open();
        }
        findsWhatTheDefinitionSays(onH2, keys, patterns);
    }

    @Property(tries = 60)
    void finds_on_postgres_what_the_definition_says(
            @ForAll("keys") Set<String> keys, @ForAll("patternLists") List<LikePattern> patterns) {
        if (onPostgres == null) {
            onPostgres = Backend.POSTGRES_ECLIPSELINK.open();
        }
        findsWhatTheDefinitionSays(onPostgres, keys, patterns);
    }

    @AfterContainer
    static void close() {
        if (onH2 != null) {
            onH2.close();
        }
        if (onPostgres != null) {
            onPostgres.close();
        }
    }

    private static void findsWhatTheDefinitionSays(TestState state, Set<String> keys, List<LikePattern> patterns) {
        TenantId tenant = TenantId.guild(tenants++);
        KvService kv = state.keyValues();
        keys.forEach(key -> kv.set(tenant, SCOPES, key, new Value.Text(key)));

        for (LikePattern pattern : patterns) {
            Set<String> expected = new TreeSet<>(CodePointOrder.COMPARATOR);
            keys.stream().filter(key -> matchesByDefinition(pattern, key)).forEach(expected::add);
            assertThat(kv.find(tenant, SCOPES, pattern))
                    .as("pattern %s", pattern.text())
                    .extracting(KvRecord::key)
                    .containsExactlyElementsOf(expected);
        }
    }

    /** The definition in other words: a regular expression over code points. */
    private static boolean matchesByDefinition(LikePattern pattern, String key) {
        StringBuilder regex = new StringBuilder();
        int[] points = pattern.text().codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            switch (points[i]) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                case '\\' -> regex.append(Pattern.quote(Character.toString(points[++i])));
                default -> regex.append(Pattern.quote(Character.toString(points[i])));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(key).matches();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a",
                        "a",
                        "b",
                        "A",
                        "%",
                        "_",
                        "\\",
                        "'",
                        "\"",
                        "!",
                        "\n",
                        ";",
                        "é",
                        "e\u0301",
                        "\uD7FF",
                        "\uFFFF",
                        "\uE000",
                        "\uD83D\uDE00",
                        "\uDBFF\uDFFF")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<LikePattern> patterns() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "%",
                        "%",
                        "_",
                        "\\%",
                        "\\_",
                        "\\\\",
                        "\\a",
                        "\\'",
                        "'",
                        "\"",
                        "!",
                        "\n",
                        "é",
                        "\uD7FF",
                        "\uFFFF",
                        "\uE000",
                        "\uD83D\uDE00",
                        "\\\uD83D\uDE00",
                        "\uDBFF\uDFFF")
                .list()
                .ofMaxSize(6)
                .map(parts -> new LikePattern(String.join("", parts)));
    }

    @Provide
    Arbitrary<Set<String>> keys() {
        return texts().set().ofMinSize(1).ofMaxSize(15);
    }

    @Provide
    Arbitrary<List<LikePattern>> patternLists() {
        return patterns().list().ofSize(8);
    }
}
