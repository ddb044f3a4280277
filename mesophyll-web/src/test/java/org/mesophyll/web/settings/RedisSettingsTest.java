package org.mesophyll.web.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    @Test
    void every_key_and_default_is_as_documented() {
        assertThat(RedisSettings.ALL)
                .extracting(setting -> setting.key() + "=" + setting.defaultText())
                .containsExactly(
                        "mesophyll.scripts.redis-url=",
                        "mesophyll.scripts.redis-queues=scripts",
                        "mesophyll.scripts.redis-prefix=mesophyll:",
                        "mesophyll.scripts.redis-keep=PT24H",
                        "mesophyll.scripts.redis-max-running=64",
                        "mesophyll.scripts.redis-connect-timeout=PT2S",
                        "mesophyll.scripts.redis-command-timeout=PT2S");
    }

    @Test
    void nothing_set_takes_scripts_from_nowhere() {
        assertThat(RedisSettings.from(config(Map.of())).address()).isNull();
    }

    @Test
    void what_is_set_is_read() {
        RedisSettings settings = RedisSettings.from(config(Map.of(
                "mesophyll.scripts.redis-url", "rediss://me:a%3Ab+c@[::1]:7000/12",
                "mesophyll.scripts.redis-queues", "a, b-1",
                "mesophyll.scripts.redis-prefix", "x{1}:",
                "mesophyll.scripts.redis-keep", "PT1M",
                "mesophyll.scripts.redis-max-running", "3",
                "mesophyll.scripts.redis-connect-timeout", "PT1S",
                "mesophyll.scripts.redis-command-timeout", "PT5S")));

        assertThat(settings.address()).isEqualTo(new RedisAddress(true, "::1", 7000, "me", "a:b+c", 12));
        assertThat(settings.queues()).containsExactly("a", "b-1");
        assertThat(settings.prefix()).isEqualTo("x{1}:");
        assertThat(settings.keep()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.maxRunning()).isEqualTo(3);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.commandTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void an_address_needs_a_host_only() {
        assertThat(RedisAddress.parse("redis://example"))
                .isEqualTo(new RedisAddress(false, "example", 6379, null, null, 0));
        assertThat(RedisAddress.parse("redis://:secret@example/"))
                .isEqualTo(new RedisAddress(false, "example", 6379, null, "secret", 0));
    }

    @Test
    void no_text_of_the_settings_has_the_password() {
        RedisSettings settings =
                RedisSettings.from(config(Map.of("mesophyll.scripts.redis-url", "redis://me:secret@[::1]/1")));

        assertThat(settings.toString()).contains("redis://[::1]:6379/1").doesNotContain("secret", "me:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me:secret@example",
                "redis:secret",
                "redis://me:sec ret@example",
                "redis://me:secret@",
                "redis://me:secret@ex_ample",
                "redis://me:secret@example:0",
                "redis://me:secret@example:65536",
                "redis://me:secret@example/one",
                "redis://me:secret@example/1?secret=1",
                "redis://me:secret@example/1#secret",
                "example"
            })
    void a_malformed_url_is_refused_and_not_repeated(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSettings.from(config(Map.of("mesophyll.scripts.redis-url", url))))
                .withMessage("mesophyll.scripts.redis-url is not a URL such as redis://user:password@host:6379/0,"
                        + " or rediss:// for TLS, with special characters as %xx")
                .satisfies(refusal -> assertThat(causes(refusal)).doesNotContain("secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queues|,|mesophyll.scripts.redis-queues has 0 names, allowed are 1 to 16 different ones",
                "queues|a,a|mesophyll.scripts.redis-queues has 2 names, allowed are 1 to 16 different ones",
                "queues|a b|mesophyll.scripts.redis-queues has a name that is not 1 to 64 of A-Z a-z 0-9 . _ -",
                "prefix|a b|mesophyll.scripts.redis-prefix has 3 characters, allowed are 0 to 64 printable ones of ASCII"
                        + " without blanks",
                "keep|PT0S|mesophyll.scripts.redis-keep is PT0S, allowed are PT1S to PT8760H",
                "max-running|0|mesophyll.scripts.redis-max-running is 0, allowed are 1 to 10000",
                "connect-timeout|PT31S|mesophyll.scripts.redis-connect-timeout is PT31S, allowed are PT0.01S to PT30S",
                "command-timeout|soon|setting mesophyll.scripts.redis-command-timeout must be a duration such as PT5S",
            })
    void a_value_out_of_its_range_is_refused_with_what_is_allowed(String key, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisSettings.from(config(Map.of("mesophyll.scripts.redis-" + key, value))))
                .withMessage(message);
    }

    private static String causes(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }

    private static Config config(Map<String, String> values) {
        Config config = mock(Config.class);
        when(config.getOptionalValue(anyString(), any()))
                .thenAnswer(call -> Optional.ofNullable(values.get(call.<String>getArgument(0))));
        return config;
    }
}
