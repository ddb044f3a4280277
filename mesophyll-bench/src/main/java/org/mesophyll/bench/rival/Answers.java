package org.mesophyll.bench.rival;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The answering end of one connection. Confined to the thread that reads it. */
final class Answers {

    private final Payloads payloads;
    private final LongAdder received;
    private long messages; // those that want no answer; confined as the object is

    /**
     * Starts to answer.
     *
     * @param received counts what arrives over all connections
     */
    Answers(Payloads payloads, LongAdder received) {
        this.payloads = payloads;
        this.received = received;
    }

    /** Returns what to send back, an answer or an acknowledgement, or null if that is nothing. */
    byte @Nullable [] to(byte[] arrived) {
        received.increment();
        if (Payloads.slot(arrived) != Payloads.NO_SLOT) {
            return payloads.replyTo(arrived);
        }
        messages++;
        return messages % Window.ACKNOWLEDGED_EACH == 0 ? payloads.acknowledgement(messages) : null;
    }
}
