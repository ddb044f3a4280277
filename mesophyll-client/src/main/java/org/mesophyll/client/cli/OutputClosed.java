package org.mesophyll.client.cli;

/** Ends a verb quietly: nobody reads what it prints any more, as after {@code | head -1}. */
final class OutputClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosed() {
        super("nobody reads the output");
    }
}
