package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Tells a WebSocket handshake (RFC 6455, section 4.2.1) from any other request. */
public final class UpgradeRequest {
    private static final int KEY_BYTES = 16;
    private static final String VERSION = "13";

    private UpgradeRequest() {}

    /** What a request at the WebSocket's path is. */
    public enum Form {
        /** A handshake. */
        PROPER,
        /** Another method than GET: 405. */
        NOT_GET,
        /** A handshake of another version: 426 (RFC 6455, section 4.2.2). */
        OTHER_VERSION,
        /** No handshake, or a broken one: 400. */
        MALFORMED
    }

    /** Returns what a request is. */
    public static Form formOf(HttpServletRequest request) {
        if (!"GET".equals(request.getMethod())) {
            return Form.NOT_GET;
        }
        boolean upgrade = "HTTP/1.1".equals(request.getProtocol())
                && names(request, "Connection", "upgrade")
                && names(request, "Upgrade", "websocket");
        if (!upgrade || !keyIsProper(request.getHeader("Sec-WebSocket-Key"))) {
            return Form.MALFORMED;
        }
        return VERSION.equals(request.getHeader("Sec-WebSocket-Version")) ? Form.PROPER : Form.OTHER_VERSION;
    }

    private static boolean names(HttpServletRequest request, String header, String token) {
        for (String line : Collections.list(request.getHeaders(header))) {
            for (String element : line.split(",", -1)) {
                if (element.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean keyIsProper(@Nullable String key) {
        if (key == null) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
