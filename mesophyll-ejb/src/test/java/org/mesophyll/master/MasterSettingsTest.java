package org.mesophyll.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterSettingsTest {
    @Test
    void has_these_keys_and_defaults() {
        assertThat(MasterSettings.ALL)
                .extracting(setting -> setting.key() + " = " + setting.defaultText())
                .containsExactly(
                        "mesophyll.worker-count = 2",
                        "mesophyll.heartbeat-interval = PT5S",
                        "mesophyll.outbox.max-messages = 1024",
                        "mesophyll.outbox.max-bytes = 8388608",
                        "mesophyll.outbox.write-deadline = PT10S",
                        "mesophyll.close-deadline = PT2S",
                        "mesophyll.max-in-flight = 4096",
                        "mesophyll.max-message-bytes = 1048576",
                        "mesophyll.tick-interval = PT0.05S",
                        "mesophyll.dispatch.default-timeout = PT30S",
                        "mesophyll.dispatch.max-timeout = PT10M",
                        "mesophyll.completion.threads = 8",
                        "mesophyll.completion.queue = 65536",
                        "mesophyll.token-grace = PT1H",
                        "mesophyll.worker-tokens = ",
                        "mesophyll.worker-token-file = ",
                        "mesophyll.scripts.max-waiting = 1024",
                        "mesophyll.scripts.max-log-lines = 100",
                        "mesophyll.scripts.max-log-tenants = 1000");
        assertThat(MasterSettings.from(new MapConfig(Map.of())).workerTokens()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mesophyll.worker-count | 0 | allowed are 1 to 65536",
                "mesophyll.worker-count | 65537 | allowed are 1 to 65536",
                "mesophyll.worker-count | two | must be a whole number",
                "mesophyll.heartbeat-interval | PT0S | allowed are PT0.05S to PT24H",
                "mesophyll.heartbeat-interval | 5 | must be a duration such as PT5S",
                "mesophyll.heartbeat-interval | PT0.06S | at most half of mesophyll.heartbeat-interval",
                "mesophyll.outbox.max-messages | 0 | allowed are 1 to 8388607",
                "mesophyll.outbox.max-bytes | 1000 | the least is mesophyll.max-message-bytes, which is 1048576",
                "mesophyll.outbox.write-deadline | -PT1S | allowed are PT0.001S to PT24H",
                "mesophyll.close-deadline | P2D | allowed are PT0.001S to PT24H",
                "mesophyll.max-in-flight | 0 | allowed are 1 to 1048576",
                "mesophyll.max-message-bytes | 1023 | allowed are 1024 to 1073741824",
                "mesophyll.tick-interval | PT2S | allowed are PT0.001S to PT1S",
                "mesophyll.dispatch.default-timeout | PT0S | allowed are PT0.001S to PT24H",
                "mesophyll.dispatch.max-timeout | PT1S | less than mesophyll.dispatch.default-timeout, which is PT30S",
                "mesophyll.completion.threads | 0 | allowed are 1 to 1024",
                "mesophyll.completion.queue | 0 | allowed are 1 to 1048576",
                "mesophyll.scripts.max-waiting | 0 | allowed are 1 to 1048576",
                "mesophyll.scripts.max-log-lines | 1001 | allowed are 1 to 1000",
                "mesophyll.scripts.max-log-tenants | 0 | allowed are 1 to 1048576",
                "mesophyll.token-grace | PT0S | allowed are PT0.001S to PT8760H",
            })
    void refuses_what_is_out_of_range_by_key_and_range(String key, String value, String allowed) {
        assertThatThrownBy(() -> MasterSettings.from(new MapConfig(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(allowed);
    }
}
