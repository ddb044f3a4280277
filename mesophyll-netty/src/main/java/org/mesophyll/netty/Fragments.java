package org.mesophyll.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fragments of one WebSocket message together, whose bytes count together. Each is copied, so that many small ones
 * cost no more than their bytes. Confined to the socket's loop.
 */
final class Fragments {
    private final int maxBytes;
    private @Nullable ByteBuf begun; // what came of a message in several fragments

    Fragments(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a fragment, unless the message would get too long. */
    boolean add(WebSocketFrame fragment) {
        ByteBuf content = fragment.content();
        int before = begun == null ? 0 : begun.readableBytes();
        if (before + (long) content.readableBytes() > maxBytes) {
            return false;
        }
        if (begun == null && fragment.isFinalFragment()) {
            return true; // the whole message
        }
        if (begun == null) {
            begun = content.alloc().buffer(content.readableBytes());
        }
        begun.writeBytes(content, content.readerIndex(), content.readableBytes());
        return true;
    }

    /** Returns the message that a fragment has completed; the caller's to release. */
    ByteBuf take(WebSocketFrame last) {
        ByteBuf whole = begun;
        begun = null;
        return whole == null ? last.content().retain() : whole;
    }

    /** Lets go of what came. */
    void release() {
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}
