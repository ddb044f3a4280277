package org.mesophyll.mesh.link;

/** The framings of the protocol's versions. */
public final class Framings {
    /** One message a frame, which is nothing but the message: version 1. */
    public static final Framing SINGLE = new SingleFraming();

    /** Any number of messages a frame, up to a bound in bytes: version 2. */
    public static final Framing BATCHES = new BatchFraming();

    private Framings() {}
}
