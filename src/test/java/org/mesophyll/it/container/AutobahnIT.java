package org.mesophyll.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mesophyll.it.ItSettings;

/**
 * The Autobahn WebSocket test suite against the server's WebSocket, under an endpoint that sends as the workers' does;
 * {@code tools/proofs/autobahn SERVER} runs it. The report is in {@code src/test/target/autobahn}.
 */
@EnabledIfSystemProperty(named = "mesophyll.autobahn.python", matches = ".+")
@ExtendWith(ArquillianExtension.class)
class AutobahnIT {
    private static final int LIMIT_MINUTES = 15;

    @Deployment
    static EnterpriseArchive ear() {
        return EarUnderTest.with(EchoEndpoint.class);
    }

    @Test
    @RunAsClient
    void the_servers_web_socket_holds_every_case() throws IOException, InterruptedException {
        Path directory = Path.of("target", "autobahn", ItSettings.serverKind().toString());
        Files.createDirectories(directory);
        Path summary = directory.resolve("summary");
        Process suite = new ProcessBuilder(
                        System.getProperty("mesophyll.autobahn.python"),
                        Path.of("..", "..", "tools", "proofs", "autobahn_driver.py")
                                .toString(),
                        "server",
                        "ws://127.0.0.1:" + ItSettings.containerPort() + "/echo",
                        directory.toString(),
                        "echoed")
                .redirectErrorStream(true)
                .redirectOutput(summary.toFile())
                .start();
        try {
            boolean ended = suite.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);

            assertEquals(true, ended, "the suite ends");
            assertEquals(0, suite.exitValue(), () -> read(summary));
        } finally {
            suite.destroyForcibly();
        }
    }

    private static String read(Path summary) {
        try {
            return Files.readString(summary);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
