package org.mesophyll.master.registry;

import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.protocol.codec.DecodeLimits;

/**
 * The bounds of one worker's connection.
 *
 * @param link those of its link
 * @param maxInFlight how many requests the worker may owe an answer at most, at least 1
 * @param maxMessageBytes how large a message may be, in either direction, at least {@value #LEAST_MESSAGE_BYTES}
 */
public record ConnectionSettings(LinkSettings link, int maxInFlight, int maxMessageBytes) {
    /** The least that a message's limit can be. */
    public static final int LEAST_MESSAGE_BYTES = 1024;

    public ConnectionSettings {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("a worker must be able to owe at least 1 answer: " + maxInFlight);
        }
        if (maxMessageBytes < LEAST_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "a message must be able to be " + LEAST_MESSAGE_BYTES + " bytes long at least: " + maxMessageBytes);
        }
    }

    /** Returns what is accepted of a worker's messages. */
    DecodeLimits decodeLimits() {
        return DecodeLimits.DEFAULT.withMaxBytes(maxMessageBytes);
    }
}
