package org.mesophyll.bench.process;

/** Says that something could not be started or measured, in words for whoever started the tool. */
public final class BenchFailedException extends RuntimeException {

    public BenchFailedException(String message) {
        super(message);
    }
}
