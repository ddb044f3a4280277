package org.mesophyll.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What this API is, as OpenAPI 3.1. */
@Path("openapi.json")
@PermitAll
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
    @GET
    public byte[] description() throws IOException {
        return load();
    }

    static byte[] load() throws IOException {
        try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            return Objects.requireNonNull(in, "openapi.json is beside this class")
                    .readAllBytes();
        }
    }
}
