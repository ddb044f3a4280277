package org.mesophyll.web.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.Setting;
import org.mesophyll.web.guard.ThrottleSettings;

class WebSettingsTest {
    private static final Path DATA = Path.of("data");

    @Test
    void every_key_and_default_is_as_documented() {
        assertThat(WebSettings.ALL)
                .extracting(setting -> setting.key() + "=" + setting.defaultText())
                .containsExactly(
                        "mesophyll.allowed-origins=",
                        "mesophyll.tenant-ownership-check=true",
                        "mesophyll.operator-token-file=",
                        "mesophyll.failure.free-attempts=5",
                        "mesophyll.failure.first-delay=PT0.2S",
                        "mesophyll.failure.longest-delay=PT5S",
                        "mesophyll.failure.forget-after=PT1M",
                        "mesophyll.failure.addresses=10000",
                        "mesophyll.failure.delayed-per-address=64",
                        "mesophyll.failure.delayed=1024",
                        "mesophyll.body.grace=PT5S",
                        "mesophyll.body.least-rate=16384",
                        "mesophyll.body.deadline=PT1M",
                        "mesophyll.body.max-bytes=67108864",
                        "mesophyll.body.max-bytes-per-address=33554432",
                        "mesophyll.body.max-running=128",
                        "mesophyll.answer.max-bytes=67108864",
                        "mesophyll.answer.max-bytes-per-address=33554432",
                        "mesophyll.half-received.max-bytes=67108864",
                        "mesophyll.half-received.max-bytes-per-sender=8388608");
        assertThat(WebSettings.ALL).extracting(Setting::meaning).allMatch(meaning -> meaning.endsWith("."));
    }

    @Test
    void nothing_set_gives_the_defaults() {
        WebSettings settings = WebSettings.from(config(Map.of()), DATA);

        assertThat(settings.allowedOrigins()).isEmpty();
        assertThat(settings.tenantOwnershipCheck()).isTrue();
        assertThat(settings.operatorTokenFile()).isEqualTo(DATA.resolve("operator-tokens"));
        assertThat(settings.throttle()).isEqualTo(ThrottleSettings.DEFAULT);
    }

    @Test
    void what_is_set_is_read() {
        WebSettings settings = WebSettings.from(
                config(Map.of(
                        "mesophyll.allowed-origins", "https://A.example, https://b.example:8443",
                        "mesophyll.tenant-ownership-check", "false",
                        "mesophyll.operator-token-file", "elsewhere",
                        "mesophyll.failure.longest-delay", "PT2S")),
                DATA);

        assertThat(settings.allowedOrigins()).containsExactlyInAnyOrder("https://a.example", "https://b.example:8443");
        assertThat(settings.tenantOwnershipCheck()).isFalse();
        assertThat(settings.operatorTokenFile()).isEqualTo(Path.of("elsewhere"));
        assertThat(settings.throttle().longestDelay()).hasSeconds(2);
    }

    @Test
    void a_value_out_of_range_is_refused_with_what_is_allowed() {
        assertThatThrownBy(() -> WebSettings.from(config(Map.of("mesophyll.failure.addresses", "0")), DATA))
                .hasMessage("the number of remembered addresses must be at least 1: 0");
        assertThatThrownBy(() -> WebSettings.from(config(Map.of("mesophyll.failure.first-delay", "soon")), DATA))
                .hasMessageContaining("mesophyll.failure.first-delay");
    }

    private static Config config(Map<String, String> values) {
        Config config = mock(Config.class);
        when(config.getOptionalValue(anyString(), any()))
                .thenAnswer(call -> Optional.ofNullable(values.get(call.<String>getArgument(0))));
        return config;
    }
}
