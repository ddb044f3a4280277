package org.mesophyll.web.db;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** What is below {@code /db}, but for records, which {@link TenantServlet} serves; its providers have no CDI scope, for a proxy of one hides what type it is for. */
@ApplicationPath("/db")
public class DbApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                TenantStatesResource.class,
                TenantsWantingResource.class,
                TenantStateResource.class,
                PublicGlobalKvResource.class,
                GlobalKvResource.class,
                MediaTypeFilter.class,
                WorkerFilter.class,
                TenantFilter.class,
                MessagePackReader.class,
                MessagePackWriter.class,
                DbErrorMapper.class);
    }

    /** Keeps Jersey from describing itself at paths of its own; RESTEasy does not know the key. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
