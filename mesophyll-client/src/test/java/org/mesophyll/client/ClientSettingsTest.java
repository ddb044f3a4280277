package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    @Test
    void has_these_keys() {
        List<String> keys = new ArrayList<>();
        ClientSettings.from(key -> {
            keys.add(key);
            return Optional.empty();
        });

        assertThat(keys)
                .containsExactly(
                        "mesophyll.client.state.connect-timeout",
                        "mesophyll.client.state.answer-timeout",
                        "mesophyll.client.state.request-timeout",
                        "mesophyll.client.state.close-timeout",
                        "mesophyll.client.state.max-concurrent-requests",
                        "mesophyll.client.state.max-answer-bytes",
                        "mesophyll.client.worker.threads",
                        "mesophyll.client.worker.slow-threads",
                        "mesophyll.client.worker.slow-time",
                        "mesophyll.client.worker.max-in-flight",
                        "mesophyll.client.worker.max-in-flight-per-tenant",
                        "mesophyll.client.worker.max-message-bytes",
                        "mesophyll.client.worker.max-queued-messages",
                        "mesophyll.client.worker.max-queued-bytes",
                        "mesophyll.client.worker.write-deadline",
                        "mesophyll.client.worker.handshake-timeout",
                        "mesophyll.client.worker.heartbeat-before-hello",
                        "mesophyll.client.worker.first-back-off",
                        "mesophyll.client.worker.max-back-off",
                        "mesophyll.client.worker.close-timeout");
    }

    @Test
    void has_these_defaults() {
        assertThat(ClientSettings.DEFAULT)
                .isEqualTo(new ClientSettings(
                        new ClientSettings.State(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                256,
                                67_108_864),
                        new ClientSettings.Worker(
                                8,
                                4,
                                Duration.ofSeconds(1),
                                1024,
                                1024,
                                2_097_152,
                                4096,
                                16_777_216,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10))));
    }

    @Test
    void takes_what_is_given_over_the_default() {
        ClientSettings settings = ClientSettings.of(Map.of("mesophyll.client.worker.threads", "3"));

        assertThat(settings.worker().threads()).isEqualTo(3);
        assertThat(settings.state()).isEqualTo(ClientSettings.DEFAULT.state());
    }

    @Test
    void names_the_variable_of_a_key() {
        assertThat(SettingReader.variable("mesophyll.client.worker.max-in-flight"))
                .isEqualTo("MESOPHYLL_CLIENT_WORKER_MAX_IN_FLIGHT");
    }

    @Test
    void refuses_what_is_out_of_range_or_malformed() {
        assertThatThrownBy(() -> ClientSettings.of(Map.of("mesophyll.client.worker.threads", "0")))
                .hasMessage("threads is 1 to 1024: 0");
        assertThatThrownBy(() -> ClientSettings.of(Map.of("mesophyll.client.worker.threads", "many")))
                .hasMessage("mesophyll.client.worker.threads is a whole number: many");
        assertThatThrownBy(() -> ClientSettings.of(Map.of("mesophyll.client.state.request-timeout", "5")))
                .hasMessage("mesophyll.client.state.request-timeout is a duration such as PT5S: 5");
        assertThatThrownBy(() -> ClientSettings.of(Map.of("mesophyll.client.worker.max-back-off", "PT0.1S")))
                .hasMessage("first-back-off is PT0.5S, the limit is max-back-off, PT0.1S");
    }
}
