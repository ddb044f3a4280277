package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.mesophyll.it.ItSettings;
import org.mesophyll.it.TestServer;
import org.mesophyll.launcher.ServerProcess;
import org.mesophyll.launcher.ServerSpec;

/** Runs when {@code -Dmesophyll.server.jdk=…} names a second JDK, as CI does with 25. */
@EnabledIfSystemProperty(named = "mesophyll.server.jdk", matches = ".+")
class OtherJdkIT {

    @Test
    void the_ear_that_is_compiled_for_17_starts_on_the_other_jdk() throws IOException, InterruptedException {
        ServerSpec spec = TestServer.spec("other-jdk", ItSettings.clientPort() + 1)
                .withJavaHome(Path.of(System.getProperty("mesophyll.server.jdk")));

        try (ServerProcess server = ServerProcess.start(spec)) {
            assertThatCode(() -> server.awaitReady(Duration.ofMinutes(5))).doesNotThrowAnyException();
            assertThat(server.isAlive()).isTrue();
        }
    }
}
