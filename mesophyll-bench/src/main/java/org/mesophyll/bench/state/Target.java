package org.mesophyll.bench.state;

import java.nio.file.Path;
import java.util.List;

/**
 * What is asked, and how.
 *
 * @param system who answers
 * @param operation {@code get} or {@code set}
 * @param urls a file with a URL on each line, taken in turn
 * @param body a file with the body of every request
 * @param headers each {@code name: value}
 */
record Target(String system, String operation, Path urls, Path body, List<String> headers) {
    public Target {
        headers = List.copyOf(headers);
    }

    /** Tells nothing of the headers, one of which may be a token. */
    @Override
    public String toString() {
        return system + " " + operation;
    }
}
