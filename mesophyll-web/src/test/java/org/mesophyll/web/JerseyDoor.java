package org.mesophyll.web;

import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/** An application's resources behind the JAX-RS runtime that Payara has, without a server. */
public final class JerseyDoor {
    private final ApplicationHandler handler;
    private final String base;
    private @Nullable Principal visitor;

    /**
     * Starts the runtime.
     *
     * @param base the application's path, with a slash at either end
     * @param bindings what is injected
     */
    public JerseyDoor(Application application, String base, AbstractBinder bindings) {
        this.handler = new ApplicationHandler(
                ResourceConfig.forApplication(application).register(bindings));
        this.base = "http://localhost" + base;
    }

    /** What came back. */
    public record Answer(int status, Map<String, String> headers, Bytes body) {
        public String text() {
            return new String(body.value, StandardCharsets.UTF_8);
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A body. */
    public static final class Bytes {
        private final byte[] value;

        private Bytes(byte[] value) {
            this.value = value;
        }

        public byte[] toByteArray() {
            return value.clone();
        }
    }

    /** Sends a request with properties that a filter before the runtime would have set, and waits for the answer. */
    public Answer send(String method, String path, Map<String, Object> properties, String mediaType, byte[] body)
            throws Exception {
        return send(method, path, properties, mediaType.isEmpty() ? Map.of() : Map.of("Content-Type", mediaType), body);
    }

    /** Sends a request like {@link #send(String, String, Map, String, byte[])}, with headers. */
    public Answer send(
            String method, String path, Map<String, Object> properties, Map<String, String> requestHeaders, byte[] body)
            throws Exception {
        ContainerRequest request = new ContainerRequest(
                URI.create(base),
                URI.create(base + path),
                method,
                new Visitor(),
                new MapPropertiesDelegate(new HashMap<>(properties)),
                handler.getConfiguration());
        requestHeaders.forEach(request::header);
        if (body.length > 0) {
            request.setEntityStream(new ByteArrayInputStream(body));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContainerResponse response = handler.apply(request, out).get(20, TimeUnit.SECONDS);
        Map<String, String> headers = new HashMap<>();
        response.getStringHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return new Answer(response.getStatus(), headers, new Bytes(out.toByteArray()));
    }

    /** Has all who knock be somebody from now on. */
    public void letIn(Principal principal) {
        visitor = principal;
    }

    private final class Visitor implements SecurityContext {
        @Override
        public @Nullable Principal getUserPrincipal() {
            return visitor;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return null;
        }
    }
}
