package org.mesophyll.web.guard;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells paths whose percent escapes are malformed (RFC 3986, section 2.1), and refuses them. */
public final class MalformedPath {
    /** Where {@code PayaraPaths} sends requests with such a path, within the application. */
    public static final String REFUSED = "/malformed-path";

    private static final int HEX_DIGITS = 2;
    private static final int HEX = 16;

    private MalformedPath() {}

    /** Returns a filter that answers every request with 400. */
    public static Filter refusing(BodyRefusal refusal) {
        return (request, response, chain) -> refuse((HttpServletResponse) response, refusal);
    }

    private static void refuse(HttpServletResponse response, BodyRefusal refusal) throws IOException {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        refusal.write(response, HttpServletResponse.SC_BAD_REQUEST, "the path has a malformed percent escape");
    }

    /** Returns whether each percent sign of a path begins an escape of two hexadecimal digits. */
    static boolean isWellFormed(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (at + HEX_DIGITS >= path.length() || !isHex(path.charAt(at + 1)) || !isHex(path.charAt(at + 2))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char digit) {
        return digit < 0x80 && Character.digit(digit, HEX) >= 0;
    }
}
