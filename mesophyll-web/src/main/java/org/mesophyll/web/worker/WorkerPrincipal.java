package org.mesophyll.web.worker;

import java.security.Principal;
import org.mesophyll.master.registry.Handshake;

/**
 * A worker that has proven who it is.
 *
 * @param handshake what it says of itself
 */
public record WorkerPrincipal(Handshake handshake) implements Principal {
    /** Returns {@code worker:} and the decimal id. */
    @Override
    public String getName() {
        return "worker:" + handshake.worker();
    }
}
