package org.mesophyll.web.db;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import org.mesophyll.master.state.KvService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;

/** {@code POST /db/batch}: operations on a tenant's own records, all of them or none. */
@SuppressWarnings("NullAway.Init") // the container injects before the first request
@WebServlet(urlPatterns = "/db/batch", asyncSupported = true) // the filter before it may delay its refusals
public class BatchServlet extends TenantServlet<KeyValueBatch> {
    private static final long serialVersionUID = 1L;

    private transient KvService records; // set by the container before the first request

    public BatchServlet() {
        super(KeyValueBatch.CODEC);
    }

    @Inject
    final void setRecords(KvService given) {
        this.records = given;
    }

    @Override
    boolean changes(KeyValueBatch batch) {
        return batch.operations().stream().anyMatch(KeyValueOp::isWrite);
    }

    @Override
    byte[] run(TenantId tenant, KeyValueBatch batch) {
        return batch.answers().encode(records.run(tenant, batch));
    }
}
