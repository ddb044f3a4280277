package org.mesophyll.mesh.rpc;

import java.time.Duration;

/**
 * The bounds of one side.
 *
 * @param maxInFlight how many requests may be under way, at least 1
 * @param maxMessageBytes how large a request or an answer may be in bytes, at least 1
 * @param longestDeadline how long a request may be given at most, positive
 */
public record RpcLimits(int maxInFlight, int maxMessageBytes, Duration longestDeadline) {
    /** 256 requests under way, messages of at most 2 MiB, deadlines of at most 10 minutes. */
    public static final RpcLimits DEFAULT = new RpcLimits(256, 2 * 1024 * 1024, Duration.ofMinutes(10));

    public RpcLimits {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("at least 1 request must be able to be under way: " + maxInFlight);
        }
        if (maxMessageBytes < 1) {
            throw new IllegalArgumentException("a message limit must be at least 1 byte: " + maxMessageBytes);
        }
        if (longestDeadline.isNegative() || longestDeadline.isZero()) {
            throw new IllegalArgumentException("the longest deadline must be positive: " + longestDeadline);
        }
    }

    /** Returns these limits with another bound on requests under way. */
    public RpcLimits withMaxInFlight(int requests) {
        return new RpcLimits(requests, maxMessageBytes, longestDeadline);
    }

    /** Returns these limits with another bound on messages, in bytes. */
    public RpcLimits withMaxMessageBytes(int bytes) {
        return new RpcLimits(maxInFlight, bytes, longestDeadline);
    }

    /** Returns these limits with another bound on deadlines. */
    public RpcLimits withLongestDeadline(Duration longest) {
        return new RpcLimits(maxInFlight, maxMessageBytes, longest);
    }

    boolean allow(Duration within) {
        return !within.isNegative() && !within.isZero() && within.compareTo(longestDeadline) <= 0;
    }

    String deadlineRange(Duration within) {
        return "a deadline is more than PT0S and at most " + longestDeadline + ": " + within;
    }

    String atBound() {
        return maxInFlight + " requests are under way, as many as may";
    }

    String tooLarge(String what, int bytes) {
        return "the " + what + " is " + bytes + " bytes, the limit is " + maxMessageBytes;
    }
}
