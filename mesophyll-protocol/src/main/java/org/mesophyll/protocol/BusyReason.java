package org.mesophyll.protocol;

import java.util.Optional;

/**
 * Why a worker did not begin a request: it has no room for it now. Nothing was run, so the same request may be sent again later
 * ({@code docs/protocol.md}, section 3, reasons of workers without room).
 *
 * @param bound what is at its limit, and the limit; for people, one line
 */
public record BusyReason(String bound) {
    private static final String PREFIX = "busy: ";

    /** Reads a worker's reason; empty if it has another form, and so another cause. */
    public static Optional<BusyReason> parse(String reason) {
        return reason.startsWith(PREFIX)
                ? Optional.of(new BusyReason(reason.substring(PREFIX.length())))
                : Optional.empty();
    }

    /** Returns the reason as {@link DispatchResult.Err} carries it. */
    public String text() {
        return PREFIX + bound;
    }
}
