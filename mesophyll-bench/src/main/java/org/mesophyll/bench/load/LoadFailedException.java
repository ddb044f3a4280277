package org.mesophyll.bench.load;

/** Says that load could not be made or measured, in words for whoever started the tool. */
final class LoadFailedException extends RuntimeException {

    LoadFailedException(String message) {
        super(message);
    }
}
