package org.mesophyll.web.rpc;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.mesophyll.web.api.ApiErrorMapper;
import org.mesophyll.web.api.RoleFilter;
import org.mesophyll.web.db.MediaTypeFilter;
import org.mesophyll.web.jsonrpc.JsonRpcResource;

/**
 * {@code /rpc}. Who may enter is weighed as for the operators' API, and what HTTP itself refuses is answered as there; a
 * body without a media type is read as MessagePack, as under {@code /db}. JSON is JSON-RPC, and weighs its callers itself.
 */
@ApplicationPath("/rpc")
public class RpcApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                RpcResource.class,
                JsonRpcResource.class,
                RoleFilter.class,
                MediaTypeFilter.class,
                ApiErrorMapper.class);
    }

    /** Keeps Jersey from describing itself at paths of its own; RESTEasy does not know the key. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.server.wadl.disableWadl", true);
    }
}
