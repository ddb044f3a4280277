package org.mesophyll.master.state;

import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TenantKind;

/** How columns name a tenant's kind; the numbers are in the schema and never change. */
final class TenantColumns {
    private static final short GUILD = 0;
    private static final short USER = 1;

    private TenantColumns() {}

    static short kind(TenantId tenant) {
        return switch (tenant.kind()) {
            case GUILD -> GUILD;
            case USER -> USER;
        };
    }

    static TenantId tenant(short kind, long id) {
        return new TenantId(kindOf(kind), id);
    }

    private static TenantKind kindOf(short column) {
        return switch (column) {
            case GUILD -> TenantKind.GUILD;
            case USER -> TenantKind.USER;
            default -> throw new IllegalStateException("no kind of tenant has the number " + column);
        };
    }
}
