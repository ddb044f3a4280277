package org.mesophyll.web.api;

import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TenantKind;
import org.mesophyll.protocol.WorkerId;

/** Reads what a path names; a segment that names nothing is 404. */
final class PathNames {
    private PathNames() {}

    static TenantId tenant(String kind, String id) {
        try {
            return TenantId.of(TenantKind.parse(kind), id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemKind.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    static WorkerId worker(String id) {
        try {
            return WorkerId.parse(id);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemKind.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }
}
