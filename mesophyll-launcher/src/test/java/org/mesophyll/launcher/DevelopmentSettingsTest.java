package org.mesophyll.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DevelopmentSettingsTest {

    @Test
    void only_port_and_jdk_have_defaults() {
        DevelopmentSettings settings = DevelopmentSettings.from(complete());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.serverJdk()).isEqualTo(Path.of("/some/jdk"));
        assertThat(settings.server().environment())
                .containsEntry("MESOPHYLL_DATA_DIR", "/run/data")
                .containsEntry("MESOPHYLL_WORKER_TOKEN_FILE", "/run/worker-tokens");
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
