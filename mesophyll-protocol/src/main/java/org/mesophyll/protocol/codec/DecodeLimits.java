package org.mesophyll.protocol.codec;

/**
 * What a decoder accepts at most.
 *
 * @param maxBytes the size of a whole message in bytes, at least 1
 * @param maxDepth how deep arrays and maps may nest, 1 to 512; the bound keeps decoding off the end of the stack
 */
public record DecodeLimits(int maxBytes, int maxDepth) {
    /** The nesting that the protocol allows, in both directions. */
    public static final int PROTOCOL_DEPTH = 64;

    /** The protocol's nesting and messages of at most 2 MiB, which is also the limit of a state request's body. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(2 * 1024 * 1024, PROTOCOL_DEPTH);

    private static final int DEEPEST = 512;

    public DecodeLimits {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a message limit must be at least 1 byte: " + maxBytes);
        }
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("a nesting limit must be 1 to " + DEEPEST + ": " + maxDepth);
        }
    }

    /** Returns these limits with another bound on a message's size, in bytes. */
    public DecodeLimits withMaxBytes(int bytes) {
        return new DecodeLimits(bytes, maxDepth);
    }
}
