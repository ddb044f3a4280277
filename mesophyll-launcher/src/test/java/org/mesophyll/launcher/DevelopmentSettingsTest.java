package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevelopmentSettingsTest {

    @Test
    void port_workers_and_jdk_have_defaults() {
        DevelopmentSettings settings = DevelopmentSettings.from(complete());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.workers()).isEqualTo(2);
        assertThat(settings.serverJdk()).isEqualTo(Path.of("/some/jdk"));
        assertThat(settings.server().environment())
                .containsEntry("MESOPHYLL_DATA_DIR", "/run/data")
                .containsEntry("MESOPHYLL_WORKER_COUNT", "2")
                .containsEntry("MESOPHYLL_WORKER_TOKEN_FILE", "/run/worker-tokens");
    }

    @Test
    void without_workers_one_that_somebody_else_starts_owns_every_tenant() {
        Properties properties = complete();
        properties.setProperty("mesophyll.workers", "0");

        DevelopmentSettings settings = DevelopmentSettings.from(properties);

        assertThat(settings.workers()).isZero();
        assertThat(settings.server().environment()).containsEntry("MESOPHYLL_WORKER_COUNT", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "-1", "two", ""})
    void names_what_is_allowed_for_a_wrong_number(String workers) {
        Properties properties = complete();
        properties.setProperty("mesophyll.workers", workers);

        assertThatThrownBy(() -> DevelopmentSettings.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mesophyll.workers is " + workers + ", it must be a number from 0 to 16");
    }

    @Test
    void names_the_property_that_is_missing() {
        Properties properties = complete();
        properties.remove("mesophyll.ear");

        assertThatThrownBy(() -> DevelopmentSettings.from(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the system property mesophyll.ear is missing");
    }

    @Test
    void names_what_is_allowed_for_a_wrong_server() {
        Properties properties = complete();
        properties.setProperty("mesophyll.server", "tomcat");

        assertThatThrownBy(() -> DevelopmentSettings.from(properties))
                .hasMessage("server kind is tomcat, allowed are payara and wildfly");
    }

    private static Properties complete() {
        Properties properties = new Properties();
        properties.setProperty("java.home", "/some/jdk");
        properties.setProperty("mesophyll.server", "payara");
        properties.setProperty("mesophyll.server.home", "/server");
        properties.setProperty("mesophyll.ear", "/mesophyll.ear");
        properties.setProperty("mesophyll.client", "/client.jar");
        properties.setProperty("mesophyll.run-dir", "/run");
        return properties;
    }
}
