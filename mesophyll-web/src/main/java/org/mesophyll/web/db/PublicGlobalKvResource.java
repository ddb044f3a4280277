package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.state.GlobalKvService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;

/** {@code POST /db/public-global-kv}: one question about approved global entries. */
@Path("public-global-kv")
@ApplicationScoped
@Consumes(MessagePack.MEDIA_TYPE)
@Produces(MessagePack.MEDIA_TYPE)
public class PublicGlobalKvResource {
    @Inject
    private GlobalKvService entries; // set by the container, like all below

    @Inject
    private TenantOwnership ownership;

    @POST
    public Response run(@Context SecurityContext security, @Nullable PublicGlobalKeyValueOp operation) {
        return RequiredBody.of(operation)
                .read(new Operations(entries, ownership, Caller.of(security).worker()));
    }

    private record Operations(GlobalKvService entries, TenantOwnership ownership, WorkerId worker)
            implements PublicGlobalKeyValueOp.Reader<Response> {
        @Override
        public Response onFind(PublicGlobalKeyValueOp.Find operation) {
            return Encoded.answer(PartialGlobalKv.CODEC, entries.find(operation.query(), operation.scope()));
        }

        @Override
        public Response onGet(PublicGlobalKeyValueOp.Get operation) {
            TenantId tenant = operation.tenant();
            if (tenant != null) {
                // what it has bought is the tenant's own affair
                ownership.check(worker, tenant);
            }
            return Encoded.answer(
                    GlobalKv.CODEC, entries.get(operation.key(), operation.version(), operation.scope(), tenant));
        }
    }
}
