package org.mesophyll.web.db;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import java.util.List;
import org.mesophyll.master.state.KvService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;

/** {@code POST /db/kv}: one operation on a tenant's own records. */
@SuppressWarnings("NullAway.Init") // the container injects before the first request
@WebServlet(urlPatterns = "/db/kv", asyncSupported = true) // the filter before it may delay its refusals
public class KvServlet extends TenantServlet<KeyValueOp> {
    private static final long serialVersionUID = 1L;

    private static final Codec<List<KvRecord>> RECORDS = Codecs.list(KvRecord.CODEC);
    private static final Codec<List<String>> NAMES = Codecs.list(Codecs.TEXT);

    private transient KvService records; // set by the container before the first request

    public KvServlet() {
        super(KeyValueOp.CODEC);
    }

    @Inject
    final void setRecords(KvService given) {
        this.records = given;
    }

    @Override
    boolean changes(KeyValueOp operation) {
        return KeyValueOp.isWrite(operation);
    }

    @Override
    byte[] run(TenantId tenant, KeyValueOp operation) {
        return operation.read(new Operations(records, tenant));
    }

    private record Operations(KvService records, TenantId tenant) implements KeyValueOp.Reader<byte[]> {
        private static final byte[] NIL = {(byte) 0xc0};
        private static final byte[] NOTHING = {};

        @Override
        public byte[] onGet(KeyValueOp.Get get) {
            return records.get(tenant, get.scopes(), get.key())
                    .map(KvRecord.CODEC::encode)
                    .orElse(NIL);
        }

        @Override
        public byte[] onListScopes() {
            return NAMES.encode(records.listScopes(tenant));
        }

        @Override
        public byte[] onSet(KeyValueOp.Set set) {
            records.set(tenant, set.scopes(), set.key(), set.value());
            return NOTHING;
        }

        @Override
        public byte[] onDelete(KeyValueOp.Delete delete) {
            records.delete(tenant, delete.scopes(), delete.key());
            return NOTHING;
        }

        @Override
        public byte[] onFind(KeyValueOp.Find find) {
            return RECORDS.encode(records.find(tenant, find.scopes(), find.pattern()));
        }
    }
}
