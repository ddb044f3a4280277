package org.mesophyll.protocol;

/** The names under which extensions of the protocol are negotiated, by {@code Sec-WebSocket-Protocol}. */
public final class Subprotocols {
    /** Version 2: several messages in one frame ({@code docs/protocol.md}, section 3, version 2). */
    public static final String V2 = "mesophyll.v2";

    private Subprotocols() {}
}
