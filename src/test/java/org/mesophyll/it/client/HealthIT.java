package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;

@WithMaster
class HealthIT {

    private final Running master;

    HealthIT(Running master) {
        this.master = master;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/health/live", "/api/v1/health/ready"})
    void a_running_master_says_so_to_anyone(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(master.url(path))
                .timeout(Duration.ofSeconds(10))
                .build();

        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
    }
}
