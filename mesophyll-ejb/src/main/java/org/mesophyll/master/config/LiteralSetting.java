package org.mesophyll.master.config;

import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads a secret as it was written. MicroProfile Config replaces <code>${name}</code>, and on WildFly {@code $$} too, in what it
 * returns; a password that has such characters would be another one on each server.
 */
public final class LiteralSetting {
    private LiteralSetting() {}

    /** Returns a setting's text of the source that comes first, with nothing in it replaced; empty if nobody sets it. */
    public static Optional<String> find(Config config, String key) {
        for (ConfigSource source : config.getConfigSources()) { // the first counts: they are sorted
            String text = source.getValue(key);
            if (text != null) {
                return text.isEmpty() ? Optional.empty() : Optional.of(text);
            }
        }
        return config.getOptionalValue(key, String.class); // of a source that keeps it from view
    }
}
