package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.GlobalKvService;
import org.mesophyll.protocol.Fencing;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.GlobalKeyValueOp;

/** {@code POST /db/global-kv}: one change to a tenant's global entries. */
@Path("global-kv")
@ApplicationScoped
@Consumes(MessagePack.MEDIA_TYPE)
public class GlobalKvResource {
    @Inject
    private GlobalKvService entries; // set by the container, like all below

    @Inject
    private Fence fence;

    @POST
    @ForTenant
    public Response run(
            @Context SecurityContext security,
            @HeaderParam(Fencing.EPOCH_HEADER) @Nullable String epoch,
            @Nullable GlobalKeyValueOp operation) {
        GlobalKeyValueOp asked = RequiredBody.of(operation);
        Caller caller = Caller.of(security);
        fence.check(caller.worker(), epoch); // every operation changes something
        return asked.read(new Operations(entries, caller.tenant()));
    }

    private record Operations(GlobalKvService entries, TenantId tenant) implements GlobalKeyValueOp.Reader<Response> {
        @Override
        public Response onCreate(GlobalKeyValueOp.Create operation) {
            return switch (entries.create(tenant, operation.entry())) {
                case CREATED -> Encoded.nothing();
                case EXISTS -> throw new OperationFailedException("an entry with this key, version and scope exists");
            };
        }

        @Override
        public Response onDelete(GlobalKeyValueOp.Delete operation) {
            return switch (entries.delete(tenant, operation.key(), operation.version(), operation.scope())) {
                case DELETED -> Encoded.nothing();
                case NOT_FOUND ->
                    throw new OperationFailedException("the tenant has no entry with this key, version and scope");
            };
        }
    }
}
