package org.mesophyll.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/**
 * Everything below {@code /api/v1}.
 *
 * <p>The providers have no CDI scope: a proxy of one hides what type it is for, and on Payara JSON-B then read requests in
 * some starts.
 */
@ApplicationPath("/api/v1")
public class ApiApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                WorkersResource.class,
                TenantsResource.class,
                TenantStateResource.class,
                BroadcastResource.class,
                GlobalKvResource.class,
                HealthResource.class,
                MetricsResource.class,
                OpenApiResource.class,
                RoleFilter.class,
                MediaTypeFilter.class,
                RequestBodyReader.class,
                ApiErrorMapper.class);
    }

    /** Keeps Jersey from describing itself at paths of its own; RESTEasy does not know the key. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
