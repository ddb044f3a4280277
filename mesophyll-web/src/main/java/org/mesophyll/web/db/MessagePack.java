package org.mesophyll.web.db;

/** The media type of the state's bodies and answers. */
final class MessagePack {
    static final String MEDIA_TYPE = "application/msgpack";

    private MessagePack() {}
}
