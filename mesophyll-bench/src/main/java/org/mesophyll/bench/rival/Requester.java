package org.mesophyll.bench.rival;

import org.mesophyll.bench.drive.Target;

/** The side of a rival that makes the requests, with all its connections open. */
interface Requester extends Target, AutoCloseable {

    @Override
    void close();
}
