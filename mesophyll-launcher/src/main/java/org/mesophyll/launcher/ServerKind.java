package org.mesophyll.launcher;

import java.util.Locale;

/** The servers that the launcher knows. */
public enum ServerKind {
    /** Payara Server 6, the unpacked distribution. */
    PAYARA,
    /** WildFly, provisioned by Galleon. */
    WILDFLY;

    /**
     * Reads a kind as it is written in a setting.
     *
     * @param text {@code payara} or {@code wildfly}, in any case
     * @throws IllegalArgumentException for anything else
     */
    public static ServerKind parse(String text) {
        for (ServerKind kind : values()) {
            if (kind.toString().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("server kind is " + text + ", allowed are payara and wildfly");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
