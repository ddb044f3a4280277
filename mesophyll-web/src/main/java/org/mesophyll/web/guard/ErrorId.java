package org.mesophyll.web.guard;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names a failure in an answer, so that it is found in the log without the answer telling what happened. */
public final class ErrorId {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 6;

    private ErrorId() {}

    /** Returns 12 hexadecimal digits that were not used before. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
