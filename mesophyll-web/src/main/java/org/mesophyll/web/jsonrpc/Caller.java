package org.mesophyll.web.jsonrpc;

import org.mesophyll.web.api.Role;

/**
 * Somebody who has proven who they are.
 *
 * @param name such as {@code operator:admin}
 */
record Caller(String name, Role role) {}
