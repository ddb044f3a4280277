package org.mesophyll.protocol;

import java.util.Locale;

/** What a tenant is. */
public enum TenantKind {
    GUILD("Guild"),
    USER("User");

    private final String wireName;

    TenantKind(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in messages: {@code Guild}, {@code User}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the name in URLs, in columns and on command lines: {@code guild}, {@code user}. */
    public String lowerCaseName() {
        return wireName.toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the kind with a lower-case name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TenantKind parse(String lowerCaseName) {
        for (TenantKind kind : values()) {
            if (kind.lowerCaseName().equals(lowerCaseName)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("a tenant's type is guild or user");
    }
}
