package org.mesophyll.web.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.mesophyll.master.metrics.MasterMetrics;

/** The master's meters in Prometheus' text format, version 0.0.4. */
@Path("metrics")
@ApplicationScoped
public class MetricsResource {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    @Inject
    private MasterMetrics metrics; // set by the container

    @GET
    public Response scrape() {
        return Response.ok(metrics.scrape().getBytes(StandardCharsets.UTF_8), MEDIA_TYPE)
                .build();
    }
}
