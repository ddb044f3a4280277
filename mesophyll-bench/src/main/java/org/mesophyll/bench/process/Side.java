package org.mesophyll.bench.process;

/** What a measured process is there for. */
public enum Side {
    /** It makes the requests: the master. */
    REQUESTER,
    /** It answers them: the workers. */
    RESPONDER,
    /** It stands between the two. */
    BROKER
}
