package org.mesophyll.web.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.Setting;
import org.mesophyll.master.scripts.JobSettings;
import org.mesophyll.master.state.DataDirectory;
import org.mesophyll.master.state.DatabaseSettings;

/** The table of settings in docs/operations.md and the settings that the code reads are the same. */
class SettingsTableTest {
    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW = Pattern.compile("\\| `(mesophyll\\.[a-z.-]+)` \\| (?:`([^`]*)`)? ?\\| (.+) \\|");
    private static final String DEPENDS_ON_THE_SERVER = "mesophyll.db.url";

    @Test
    void the_documented_settings_and_defaults_are_those_of_the_code() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        rows().forEach(row -> documented.put(row.group(1), row.group(2) == null ? "" : row.group(2)));

        assertThat(documented).isEqualTo(ofTheCode());
    }

    @Test
    void the_documented_meanings_are_those_of_the_code() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        rows().forEach(row -> documented.put(row.group(1), row.group(3)));

        assertThat(described())
                .allSatisfy(setting -> assertThat(documented).containsEntry(setting.key(), setting.meaning()));
    }

    private static List<MatchResult> rows() throws IOException {
        return Files.readAllLines(OPERATIONS).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
    }

    private static Stream<Setting<?>> described() {
        return Stream.of(MasterSettings.ALL, WebSettings.ALL, JsonRpcSettings.ALL, RedisSettings.ALL, JobSettings.ALL)
                .flatMap(List::stream);
    }

    private static Map<String, String> ofTheCode() {
        Map<String, String> settings = new TreeMap<>(DatabaseSettings.DEFAULTS);
        settings.put(DEPENDS_ON_THE_SERVER, "");
        settings.put(DataDirectory.KEY, "");
        described().forEach(setting -> settings.put(setting.key(), setting.defaultText()));
        return settings;
    }
}
