package org.mesophyll.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mesophyll.it.ItSettings;
import org.mesophyll.launcher.ServerKind;

/** Arquillian's WildFly has the time-outs that it comes with, its Payara those of our launcher (G16). */
@ExtendWith(ArquillianExtension.class)
class ListenerTimeoutsIT {
    @Deployment
    static EnterpriseArchive ear() {
        return EarUnderTest.with(IdleEndpoint.class);
    }

    @Test
    @RunAsClient
    void a_server_without_time_outs_for_strangers_is_named_in_its_log_and_one_with_them_is_not()
            throws IOException, InterruptedException {
        boolean stock = ItSettings.serverKind() == ServerKind.WILDFLY;
        URI live = URI.create("http://127.0.0.1:" + ItSettings.containerPort() + "/api/v1/health/live");
        HttpRequest request =
                HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(20)).build();

        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();

        Path log = ItSettings.serverHome()
                .resolve(stock ? "standalone/log/server.log" : "glassfish/domains/arquillian/logs/server.log");
        String logged = Files.readString(log);
        assertEquals(200, status);
        assertEquals(stock, logged.contains("keeps silent connections"));
        assertFalse(logged.contains("cannot read how long"));
    }
}
