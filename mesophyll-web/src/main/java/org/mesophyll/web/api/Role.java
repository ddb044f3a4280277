package org.mesophyll.web.api;

import java.util.Locale;
import java.util.Optional;

/** What an operator's token allows. */
enum Role {
    /** Everything. */
    OPERATOR,
    /** To look: GET and HEAD. */
    VIEWER;

    boolean allows(String method) {
        return this == OPERATOR || method.equals("GET") || method.equals("HEAD");
    }

    String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> parse(String lowerCaseName) {
        return switch (lowerCaseName) {
            case "operator" -> Optional.of(OPERATOR);
            case "viewer" -> Optional.of(VIEWER);
            default -> Optional.empty();
        };
    }
}
