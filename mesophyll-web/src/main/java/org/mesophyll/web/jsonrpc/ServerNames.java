package org.mesophyll.web.jsonrpc;

import java.util.List;
import java.util.Optional;
import org.mesophyll.web.guard.Stranger;

/**
 * By which origins callers know this master. What a caller signs names one of them, so that a signature that was given to
 * one server is worth nothing at another.
 *
 * @param origins as the settings have them
 */
record ServerNames(List<String> origins) {
    ServerNames {
        origins = List.copyOf(origins);
    }

    /**
     * Returns the name under which somebody asks for this master: the one of the settings that their header {@code Host}
     * names, otherwise the first, because that header is the sender's to choose. Without settings only those on this very
     * machine have a name for it.
     */
    Optional<String> nameFor(Stranger stranger) {
        if (origins.isEmpty()) {
            return Optional.ofNullable(stranger.loopbackOrigin());
        }
        return origins.stream()
                .filter(origin -> authority(origin).equals(stranger.host()))
                .findFirst()
                .or(() -> origins.stream().findFirst());
    }

    private static String authority(String origin) {
        return origin.substring(origin.indexOf("://") + "://".length());
    }
}
