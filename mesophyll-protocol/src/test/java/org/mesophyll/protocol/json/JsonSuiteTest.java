package org.mesophyll.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** JSONTestSuite, which nobody here wrote: see {@code suites/NOTICE}. Names start with y (to accept), n (to refuse) or i (either). */
class JsonSuiteTest {
    private static final Map<String, String> CASES = cases();

    @Test
    void all_that_is_json_is_read_by_the_lossy_reader() {
        assertThat(refused("y_", JsonText::parseLossy)).isEmpty();
    }

    @Test
    void the_strict_reader_refuses_of_json_only_members_that_come_twice() {
        assertThat(refused("y_", JsonText::parse))
                .containsExactly("y_object_duplicated_key", "y_object_duplicated_key_and_value");
    }

    @Test
    void nothing_else_is_read() {
        Set<String> all = new TreeSet<>(CASES.keySet());
        all.removeIf(name -> !name.startsWith("n_"));

        assertThat(all).hasSizeGreaterThan(180);
        assertThat(refused("n_", JsonText::parse)).isEqualTo(all);
        assertThat(refused("n_", JsonText::parseLossy)).isEqualTo(all);
    }

    @Test
    void what_a_reader_may_decide_is_decided_by_limits_and_by_what_a_message_can_carry() {
        assertThat(refused("i_", JsonText::parseLossy))
                .contains(
                        "i_number_huge_exp",
                        "i_number_pos_double_huge_exp",
                        "i_string_1st_surrogate_but_2nd_missing",
                        "i_object_key_lone_2nd_surrogate",
                        "i_structure_500_nested_arrays",
                        "i_structure_UTF-8_BOM_empty_object")
                .doesNotContain("i_number_double_huge_neg_exp", "i_number_too_big_pos_int");
    }

    private interface Reading {
        Object read(String text) throws MalformedJsonException;
    }

    private static Set<String> refused(String prefix, Reading reading) {
        Set<String> refused = new TreeSet<>();
        CASES.forEach((name, text) -> {
            if (name.startsWith(prefix) && isRefused(text, reading)) {
                refused.add(name);
            }
        });
        return refused;
    }

    private static boolean isRefused(String text, Reading reading) {
        try {
            return reading.read(text) == null;
        } catch (MalformedJsonException e) {
            return true;
        }
    }

    private static Map<String, String> cases() {
        Map<String, String> cases = new TreeMap<>();
        InputStream file = JsonSuiteTest.class.getResourceAsStream("/suites/json-test-suite.json");
        try (JsonReader reader = Json.createReader(Objects.requireNonNull(file))) {
            JsonObject all = reader.readObject();
            all.forEach((name, text) -> cases.put(name, ((JsonString) text).getString()));
        }
        cases.put("n_structure_100000_opening_arrays", "[".repeat(100_000));
        cases.put("n_structure_open_array_object", "[{\"\":".repeat(50_000));
        return cases;
    }
}
