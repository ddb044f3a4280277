package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import org.mesophyll.protocol.TenantId;

/** Says that a tenant would keep more than it may; nothing was changed. The message may be shown to the caller. */
@ApplicationException(rollback = true)
public final class QuotaExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TenantId tenant;

    /**
     * Says it.
     *
     * @param what of what it would have too much, in the plural
     * @param setting the key of the limit
     */
    public QuotaExceededException(TenantId tenant, String what, long would, long limit, String setting) {
        super("the tenant would keep " + would + " " + what + ", the limit is " + limit + " (" + setting + ")");
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant;
    }
}
