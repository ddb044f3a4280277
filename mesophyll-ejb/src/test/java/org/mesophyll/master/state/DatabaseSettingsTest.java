package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mesophyll.master.MasterSettings;

@SuppressWarnings("NullAway.Init") // JUnit gives the directory
class DatabaseSettingsTest {
    @TempDir
    Path directory;

    @Test
    void has_a_file_in_the_data_directory_and_these_bounds_by_default() throws Exception {
        Path data = directory.resolve("a/data");

        DatabaseSettings settings = DatabaseSettings.from(config(Map.of("mesophyll.data-dir", data.toString())));

        assertThat(settings.url()).isEqualTo("jdbc:h2:file:" + data + "/state;LOCK_TIMEOUT=10000;WRITE_DELAY=500");
        assertThat(settings.user()).isEqualTo("mesophyll");
        assertThat(settings.password()).isEmpty();
        assertThat(settings.pool())
                .isEqualTo(new DatabaseSettings.PoolLimits(
                        16, Duration.ofSeconds(5), Duration.ofSeconds(30), 64, Duration.ofSeconds(30)));
        assertThat(settings.find()).isEqualTo(new DatabaseSettings.FindLimits(10_000, 16L * 1024 * 1024));
        assertThat(settings.schema()).isEmpty();
        assertThat(settings.quota()).isEqualTo(new DatabaseSettings.Quota(100_000, 256L * 1024 * 1024, 10_000, 1000));
        assertThat(settings.stateMemoryBytes()).isEqualTo(32L * 1024 * 1024);
        assertThat(settings.syncCommits()).isTrue();
        assertThat(settings.purchaseUrl()).isEqualTo("/purchase/{scope}/{key}/{version}");
        assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void takes_the_password_as_it_is_written() {
        Config config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "mesophyll.data-dir",
                                directory.toString(),
                                "mesophyll.db.password",
                                "a${user.home}b$$c\\,d",
                                "mesophyll.worker-tokens",
                                "0=${user.home}$$" + "t".repeat(32)),
                        "test",
                        100))
                .build();

        assertThat(DatabaseSettings.from(config).password()).isEqualTo("a${user.home}b$$c\\,d");
        assertThat(MasterSettings.from(config).workerTokens()).containsExactly("0=${user.home}$$" + "t".repeat(32));
    }

    @Test
    void reads_every_setting() {
        Map<String, String> given = new HashMap<>(Map.of(
                "mesophyll.db.url", "jdbc:postgresql://db.example/state",
                "mesophyll.db.user", "me",
                "mesophyll.db.password", "secret",
                "mesophyll.db.max-connections", "64",
                "mesophyll.db.connection-wait", "PT0.5S",
                "mesophyll.db.sync-commits", "false",
                "mesophyll.kv.find-limit", "7",
                "mesophyll.kv.find-bytes-limit", "8",
                "mesophyll.purchase-url", "https://shop.example/{key}"));
        given.put("mesophyll.db.statement-timeout", "PT1M");
        given.put("mesophyll.kv.together", "1");
        given.put("mesophyll.db.start-wait", "PT0S");
        given.put("mesophyll.db.schema", "own_1");
        given.put("mesophyll.tenant.max-records", "9");
        given.put("mesophyll.tenant.max-bytes", "10");
        given.put("mesophyll.tenant.max-scopes", "11");
        given.put("mesophyll.tenant.max-global-entries", "12");
        given.put("mesophyll.state.memory-bytes", "0");

        DatabaseSettings settings = DatabaseSettings.from(config(given));

        assertThat(DatabaseSettings.DEFAULTS.keySet()).isEqualTo(given.keySet());
        assertThat(settings)
                .isEqualTo(new DatabaseSettings(
                        "jdbc:postgresql://db.example/state",
                        "me",
                        "secret",
                        "own_1",
                        new DatabaseSettings.PoolLimits(
                                64, Duration.ofMillis(500), Duration.ofMinutes(1), 1, Duration.ZERO),
                        new DatabaseSettings.FindLimits(7, 8),
                        new DatabaseSettings.Quota(9, 10, 11, 12),
                        0,
                        false,
                        "https://shop.example/{key}"));
        assertThat(settings.isH2()).isFalse();
    }

    @Test
    void writes_at_each_commit_when_it_does_not_sync() {
        DatabaseSettings settings = DatabaseSettings.from(
                config(Map.of("mesophyll.data-dir", directory.toString(), "mesophyll.db.sync-commits", "false")));

        assertThat(settings.url()).endsWith(";WRITE_DELAY=0");
    }

    @Test
    void never_tells_the_password() {
        DatabaseSettings settings = DatabaseSettings.from(config(Map.of(
                "mesophyll.db.url", "jdbc:postgresql://db/state?password=secret", "mesophyll.db.password", "secret")));

        assertThat(settings.toString()).contains("jdbc:postgresql://db/state").doesNotContain("secret");
    }

    @Test
    void refuses_what_is_out_of_range_and_says_what_is_allowed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(
                        config(Map.of("mesophyll.db.url", "jdbc:h2:mem:x", "mesophyll.db.max-connections", "65"))))
                .withMessage("mesophyll.db.max-connections must be 1 to 64: 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(
                        config(Map.of("mesophyll.db.url", "jdbc:h2:mem:x", "mesophyll.db.statement-timeout", "PT0S"))))
                .withMessage("mesophyll.db.statement-timeout must be PT0.001S to PT24H: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(
                        config(Map.of("mesophyll.db.url", "jdbc:h2:mem:x", "mesophyll.db.start-wait", "PT301S"))))
                .withMessage("mesophyll.db.start-wait must be PT0S to PT5M: PT5M1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(
                        config(Map.of("mesophyll.db.url", "jdbc:h2:mem:x", "mesophyll.db.schema", "a\"b"))))
                .withMessage("mesophyll.db.schema must be 1 to 63 of a-z 0-9 _, a letter first: it has 3 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(
                        config(Map.of("mesophyll.db.url", "jdbc:h2:mem:x", "mesophyll.tenant.max-records", "0"))))
                .withMessage("mesophyll.tenant.max-records must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(config(Map.of("mesophyll.db.url", "jdbc:mysql://x"))))
                .withMessage("mesophyll.db.url must start with jdbc:h2: or jdbc:postgresql:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatabaseSettings.from(config(Map.of(
                        "mesophyll.data-dir", directory.resolve("a;INIT=x").toString()))))
                .withMessageContaining("semicolon");
    }

    private static Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
