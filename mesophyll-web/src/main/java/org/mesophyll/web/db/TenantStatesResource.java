package org.mesophyll.web.db;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.MessageWriter;

/**
 * {@code GET /db/tenant-states}: what the worker's tenants have told it to remember, written as it is read. An answer that ends
 * before its last state has failed.
 */
@Path("tenant-states")
@ApplicationScoped
@Produces(MessagePack.MEDIA_TYPE)
public class TenantStatesResource {
    @Inject
    private TenantStateService states; // set by the container

    @GET
    public Response owned(@Context SecurityContext security) {
        WorkerId worker = Caller.of(security).worker();
        StreamingOutput body = out -> states.visitOwnedBy(worker, new MapWriter(out));
        return Response.ok(body, MessagePack.MEDIA_TYPE).build();
    }

    /** Writes a map from tenants to states. */
    private record MapWriter(OutputStream out) implements TenantStateService.Visitor {
        @Override
        public void begin(int count) throws IOException {
            MessageWriter header = new MessageWriter();
            header.beginMap(count);
            out.write(header.toByteArray());
        }

        @Override
        public void next(TenantId tenant, byte[] encoded) throws IOException {
            out.write(TenantId.CODEC.encode(tenant));
            out.write(encoded);
        }
    }
}
