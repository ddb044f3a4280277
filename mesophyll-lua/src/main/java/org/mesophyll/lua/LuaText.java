package org.mesophyll.lua;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text as Lua has it: bytes. */
final class LuaText {
    private LuaText() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns bytes as text; what is no UTF-8 is replaced. For messages. */
    static String lenient(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns bytes as text if they are that. */
    static String strict(byte[] bytes) throws LuaError {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw LuaError.runtime("a text of " + bytes.length + " bytes is not UTF-8; buffer(…) takes any bytes");
        }
    }
}
