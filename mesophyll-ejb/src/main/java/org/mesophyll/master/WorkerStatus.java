package org.mesophyll.master;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.registry.ConnectionStatus;
import org.mesophyll.protocol.WorkerId;

/**
 * A worker at one moment.
 *
 * @param worker which
 * @param ownsTenants whether its number is below the worker count
 * @param connectionOrNull its live connection, or null
 */
public record WorkerStatus(
        WorkerId worker, boolean ownsTenants, @Nullable ConnectionStatus connectionOrNull) {
    /** Returns its live connection. */
    public Optional<ConnectionStatus> connection() {
        return Optional.ofNullable(connectionOrNull);
    }
}
