package org.mesophyll.mesh.link;

import java.nio.charset.StandardCharsets;

/**
 * Why a link ended.
 *
 * @param code a WebSocket close code
 * @param text what happened, at most 123 bytes of UTF-8, without anything that a peer sent
 */
public record CloseReason(int code, String text) {
    private static final int MOST_BYTES = 123;

    /** This side is done. */
    public static final CloseReason NORMAL = new CloseReason(1000, "done");

    /** This side shuts down. */
    public static final CloseReason GOING_AWAY = new CloseReason(1001, "shutting down");

    /** The peer sent more that is no message than {@link FaultLimit} allows. */
    public static final CloseReason TOO_MANY_FAULTS =
            new CloseReason(1002, "more than " + FaultLimit.MAX_FAULTS + " faults within 10 s");

    /** The peer sent text where only binary is allowed. */
    public static final CloseReason TEXT_REFUSED = new CloseReason(1003, "only binary frames are allowed");

    /** The connection ended without a close frame. */
    public static final CloseReason CUT = new CloseReason(1006, "the connection was cut");

    /** The peer sent a message over the limit. */
    public static final CloseReason TOO_LARGE = new CloseReason(1009, "a message is over the limit");

    /** A newer connection of the same worker took over. */
    public static final CloseReason REPLACED = new CloseReason(4000, "replaced");

    /** Nothing was heard of the peer for three heartbeat intervals. */
    public static final CloseReason SILENT = new CloseReason(4001, "no sign of life for three heartbeat intervals");

    /** The peer did not take a frame within the write deadline. */
    public static final CloseReason NOT_READING = new CloseReason(4002, "a frame was not taken within the deadline");

    /** The worker's tokens were revoked. */
    public static final CloseReason REVOKED = new CloseReason(4003, "revoked");

    /** The token with which the worker connected was rotated, and its grace is over; the worker has another one. */
    public static final CloseReason EXPIRED = new CloseReason(4003, "the token was rotated and its grace is over");

    /** An operator disconnected the worker. */
    public static final CloseReason DISCONNECTED = new CloseReason(4004, "disconnected by an operator");

    public CloseReason {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException("a close reason is " + bytes + " bytes, the limit is " + MOST_BYTES);
        }
    }

    /** Returns the reason for a connection that the peer closed with a code. */
    public static CloseReason byPeer(int code) {
        return new CloseReason(code, "closed by the peer");
    }
}
