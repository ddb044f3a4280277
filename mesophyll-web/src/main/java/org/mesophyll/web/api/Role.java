package org.mesophyll.web.api;

import java.util.Locale;
import java.util.Optional;

/** What an operator's token allows. */
public enum Role {
    /** Everything. */
    OPERATOR,
    /** To look: GET and HEAD. */
    VIEWER;

    /** Says whether it allows a method of HTTP. */
    public boolean allows(String method) {
        return this == OPERATOR || method.equals("GET") || method.equals("HEAD");
    }

    /** Returns its name in the token file. */
    public String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role of a name in the token file, if it is one. */
    public static Optional<Role> parse(String lowerCaseName) {
        return switch (lowerCaseName) {
            case "operator" -> Optional.of(OPERATOR);
            case "viewer" -> Optional.of(VIEWER);
            default -> Optional.empty();
        };
    }
}
