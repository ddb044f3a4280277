package org.mesophyll.web.api;

import java.security.Principal;

/**
 * An operator who has proven who they are.
 *
 * @param role what they may do
 * @param operator whom the token file says they are
 */
public record OperatorPrincipal(Role role, String operator) implements Principal {
    /** Returns {@code operator:} and the name in the token file. */
    @Override
    public String getName() {
        return "operator:" + operator;
    }
}
