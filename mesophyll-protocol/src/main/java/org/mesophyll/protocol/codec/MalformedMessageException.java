package org.mesophyll.protocol.codec;

/**
 * Says that bytes are not a message of the expected type.
 *
 * <p>The text names what was found and what is allowed, never what the message carried, so it may be logged and sent back.
 * It has no stack trace: a peer can make as many of these as a frame has messages.
 */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String reason) {
        super(reason, null, false, false);
    }
}
