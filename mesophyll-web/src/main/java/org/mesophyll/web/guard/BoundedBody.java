package org.mesophyll.web.guard;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a request's body up to a limit, whatever length it claims or hides. */
public final class BoundedBody {
    private BoundedBody() {}

    /**
     * Reads to the end.
     *
     * @param declaredLength the header {@code Content-Length}, or null
     * @param limitBytes how much is taken at most; never more than one byte beyond is read
     * @throws BodyTooLargeException if there is more, or the header says so: then nothing is read
     */
    public static byte[] read(InputStream body, @Nullable String declaredLength, int limitBytes) throws IOException {
        if (declaresMore(declaredLength, limitBytes)) {
            throw new BodyTooLargeException(limitBytes);
        }
        byte[] bytes = body.readNBytes(limitBytes);
        if (bytes.length == limitBytes && body.read() >= 0) {
            throw new BodyTooLargeException(limitBytes);
        }
        return bytes;
    }

    private static boolean declaresMore(@Nullable String declaredLength, int limitBytes) {
        if (declaredLength == null) {
            return false;
        }
        try {
            return Long.parseLong(declaredLength.strip()) > limitBytes;
        } catch (NumberFormatException e) {
            // the count while reading decides
            return false;
        }
    }
}
