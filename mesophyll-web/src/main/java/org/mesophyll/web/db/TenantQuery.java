package org.mesophyll.web.db;

import jakarta.ws.rs.BadRequestException;
import java.util.Optional;
import java.util.function.Function;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.TenantKind;

/** The tenant that a query names. */
final class TenantQuery {
    private TenantQuery() {}

    /**
     * Reads it.
     *
     * @param single returns the value of a parameter, if it comes exactly once
     * @throws BadRequestException if the query names none
     */
    static TenantId read(Function<String, Optional<String>> single) {
        try {
            return TenantId.of(TenantKind.parse(required(single, "tenant_type")), required(single, "tenant_id"));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private static String required(Function<String, Optional<String>> single, String name) {
        return single.apply(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("the query must have the parameter " + name + " exactly once"));
    }
}
