package org.mesophyll.bench.rival;

/** The side of a rival that answers. */
interface Responder extends AutoCloseable {

    /** Returns the port that a requester connects to. */
    int port();

    /** Returns how many requests and messages have come so far. */
    long received();

    @Override
    void close();
}
