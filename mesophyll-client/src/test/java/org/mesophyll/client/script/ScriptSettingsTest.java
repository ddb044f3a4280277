package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptSettingsTest {
    private static final Map<String, String> DEFAULTS = defaults();

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("memory-bytes", "20 971 520");
        defaults.put("nesting", "64");
        defaults.put("output-bytes", "1 048 576");
        defaults.put("allocation-bytes", "268 435 456");
        defaults.put("event-time", "`PT10S`");
        defaults.put("script-time", "`PT30S`");
        defaults.put("load-time", "`PT10S`");
        defaults.put("machines", "1 000");
        defaults.put("total-memory-bytes", "three quarters of the heap");
        defaults.put("lost-threads", "4");
        defaults.put("idle-time", "`PT10M`");
        defaults.put("program-age", "`PT10S`");
        defaults.put("host-calls-per-second", "1 000");
        defaults.put("capabilities", "`kv,global,state,log,clock,random,json,base64,dispatch`");
        return defaults;
    }

    @Test
    void has_these_keys() {
        Map<String, String> asked = new LinkedHashMap<>();
        ScriptSettings.from(key -> {
            asked.put(key.replace("mesophyll.client.scripts.", ""), "");
            return Optional.empty();
        });

        assertThat(asked.keySet()).containsExactlyElementsOf(DEFAULTS.keySet());
    }

    @Test
    void has_these_defaults() {
        assertThat(ScriptSettings.DEFAULT)
                .isEqualTo(new ScriptSettings(
                        new VmLimits(20_971_520, 64, 1_048_576, 268_435_456),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        1_000,
                        0,
                        4,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        1_000,
                        EnumSet.allOf(Capability.class)));
    }

    @Test
    void says_the_same_in_its_document() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "scripts.md"));

        DEFAULTS.forEach((key, value) -> assertThat(document).contains("| `" + key + "` | " + value + " |"));
    }

    @Test
    void names_what_is_out_of_its_range() {
        assertRefused("machines", "0", "machines is 1 to 100000: 0");
        assertRefused("event-time", "PT0S", "event-time must be greater than 0 and at most PT24H: PT0S");
        assertRefused("memory-bytes", "1000", "memory-bytes is 2097152 to 1073741824: 1000");
        assertRefused("allocation-bytes", "1000", "allocation-bytes is 16777216 to 2147483647: 1000");
        assertRefused("nesting", "65", "nesting is 1 to 64: 65");
        assertRefused("capabilities", "kv,files", "there is no capability of that name");
    }

    private static void assertRefused(String key, String value, String reason) {
        assertThatThrownBy(() ->
                        ScriptSettings.from(asked -> asked.endsWith("." + key) ? Optional.of(value) : Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
