package org.mesophyll.web.db;

import jakarta.ws.rs.InternalServerErrorException;

/** Says that an operation cannot be done, for a reason that its caller may know: 500, as the protocol has it. */
final class OperationFailedException extends InternalServerErrorException {
    private static final long serialVersionUID = 1L;

    OperationFailedException(String reason) {
        super(reason);
    }
}
