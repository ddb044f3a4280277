package org.mesophyll.client.cli;

import org.mesophyll.protocol.TenantId;

/** Where the operators' API has what concerns one tenant. */
final class TenantPath {
    private TenantPath() {}

    static String of(TenantId tenant, String action) {
        return "/tenants/" + tenant.kind().lowerCaseName() + "/" + tenant.decimalId() + "/" + action;
    }
}
