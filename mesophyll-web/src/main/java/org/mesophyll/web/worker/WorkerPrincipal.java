package org.mesophyll.web.worker;

import java.security.Principal;
import org.mesophyll.protocol.WorkerId;

/**
 * A worker that has proven who it is.
 *
 * @param worker its id
 */
public record WorkerPrincipal(WorkerId worker) implements Principal {
    /** Returns {@code worker:} and the decimal id. */
    @Override
    public String getName() {
        return "worker:" + worker;
    }
}
