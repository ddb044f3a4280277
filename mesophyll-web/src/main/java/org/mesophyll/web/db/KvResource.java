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
import org.mesophyll.master.state.KvService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;

/** {@code POST /db/kv}: one operation on a tenant's own records. */
@Path("kv")
@ApplicationScoped
@Consumes(MessagePack.MEDIA_TYPE)
@Produces(MessagePack.MEDIA_TYPE)
public class KvResource {
    @Inject
    private KvService records; // set by the container

    @POST
    @ForTenant
    public Response run(@Context SecurityContext security, @Nullable KeyValueOp operation) {
        return RequiredBody.of(operation)
                .read(new Operations(records, Caller.of(security).tenant()));
    }

    private record Operations(KvService records, TenantId tenant) implements KeyValueOp.Reader<Response> {
        @Override
        public Response onGet(KeyValueOp.Get operation) {
            return Encoded.answer(KvRecord.CODEC, records.get(tenant, operation.scopes(), operation.key()));
        }

        @Override
        public Response onListScopes() {
            return Encoded.answer(Codecs.TEXT, records.listScopes(tenant));
        }

        @Override
        public Response onSet(KeyValueOp.Set operation) {
            records.set(tenant, operation.scopes(), operation.key(), operation.value());
            return Encoded.nothing();
        }

        @Override
        public Response onDelete(KeyValueOp.Delete operation) {
            records.delete(tenant, operation.scopes(), operation.key());
            return Encoded.nothing();
        }

        @Override
        public Response onFind(KeyValueOp.Find operation) {
            return Encoded.answer(KvRecord.CODEC, records.find(tenant, operation.scopes(), operation.pattern()));
        }
    }
}
