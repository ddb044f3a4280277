package org.mesophyll.master.state;

import java.sql.SQLException;

/** Carries what the database said through code that declares no checked exceptions. */
final class SqlFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SqlFailedException(SQLException cause) {
        super("the database refused a statement", cause);
    }
}
