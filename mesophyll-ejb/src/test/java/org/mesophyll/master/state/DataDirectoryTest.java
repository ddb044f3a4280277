package org.mesophyll.master.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit gives the directory
class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void prefers_the_setting_then_wildfly_then_payara() {
        Path own = directory.resolve("own");
        Map<String, String> both = Map.of(
                "jboss.server.data.dir", directory + "/wildfly", "com.sun.aas.instanceRoot", directory + "/payara");

        assertThat(DataDirectory.resolve(config(Map.of("mesophyll.data-dir", own.toString()))))
                .isEqualTo(own);
        assertThat(DataDirectory.resolve(config(both))).isEqualTo(directory.resolve("wildfly/mesophyll"));
        assertThat(DataDirectory.resolve(config(Map.of("com.sun.aas.instanceRoot", directory + "/payara"))))
                .isEqualTo(directory.resolve("payara/mesophyll"));
    }

    @Test
    void is_open_to_its_owner_only_and_is_left_as_it_is_when_it_exists() throws Exception {
        Path made = DataDirectory.resolve(config(Map.of("mesophyll.data-dir", directory + "/new/deep")));
        Path existing = Files.createDirectory(
                directory.resolve("existing"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        Path found = DataDirectory.resolve(config(Map.of("mesophyll.data-dir", existing.toString())));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(found)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void says_which_directory_cannot_be_made() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> DataDirectory.resolve(config(Map.of("mesophyll.data-dir", file + "/below"))))
                .withMessage("mesophyll.data-dir " + file + "/below cannot be made");
    }

    private static Config config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build();
    }
}
