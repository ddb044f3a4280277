package org.mesophyll.master.state;

import jakarta.ejb.ApplicationException;
import org.mesophyll.protocol.state.KeyValueBatch;

/** Says that a search found more than one answer may hold. The message may be shown to the caller. */
@ApplicationException(rollback = true)
public final class AnswerTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AnswerTooLargeException(String message) {
        super(message);
    }

    static AnswerTooLargeException ofCount(int limit) {
        return new AnswerTooLargeException("the answer has more than " + limit + " entries, which is the limit");
    }

    static AnswerTooLargeException ofBytes(long limit) {
        return new AnswerTooLargeException("the answer has more than " + limit + " bytes, which is the limit");
    }

    /** Returns the same about one operation of a batch, counted from 0. */
    AnswerTooLargeException ofOperation(int index) {
        AnswerTooLargeException named =
                new AnswerTooLargeException(KeyValueBatch.about(index, String.valueOf(getMessage())));
        named.initCause(this);
        return named;
    }
}
