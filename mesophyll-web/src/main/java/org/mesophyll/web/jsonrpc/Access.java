package org.mesophyll.web.jsonrpc;

/** Who may call a method. */
enum Access {
    /** Everybody. */
    OPEN,
    /** Who has proven who they are. */
    VIEWER,
    /** Who may change things. */
    OPERATOR
}
