package org.mesophyll.web.redis;

import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.mesophyll.master.LogText;

/**
 * Names a task; whoever submits it chooses.
 *
 * @param text 1 to {@value #MOST_BYTES} bytes of UTF-8
 */
record TaskId(String text) {
    static final int MOST_BYTES = 200;

    /** Returns the id that bytes of Redis are, if they are one. */
    static Optional<TaskId> of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MOST_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TaskId(Utf8.decode(bytes)));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Returns it fit for a log. */
    @Override
    public String toString() {
        return LogText.safe(text);
    }
}
