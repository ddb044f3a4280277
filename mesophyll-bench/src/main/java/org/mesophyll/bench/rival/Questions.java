package org.mesophyll.bench.rival;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.drive.Target;

/** The requesting end of one connection that carries bare messages: tells which request an answer belongs to. */
final class Questions {

    private final Payloads payloads;
    private final Window window = new Window();
    private final AtomicReferenceArray<@Nullable Asked> asked = new AtomicReferenceArray<>(RunRequest.MOST);

    private record Asked(long sequence, Target.Reply reply) {}

    Questions(Payloads payloads) {
        this.payloads = payloads;
    }

    /** Returns the bytes of a request, whose answer is then waited for. */
    byte[] request(int slot, long sequence, Target.Reply reply) {
        asked.set(slot, new Asked(sequence, reply));
        return payloads.request(slot, sequence);
    }

    /** Returns the bytes of a message that wants no answer, or null if as many as may be are on their way. */
    byte @Nullable [] message(long sequence) {
        return window.take() ? payloads.request(Payloads.NO_SLOT, sequence) : null;
    }

    /**
     * Takes what came from the other end.
     *
     * @throws IllegalStateException if nobody asked for it
     */
    void arrived(byte[] answer) {
        int slot = Payloads.slot(answer);
        if (slot == Payloads.NO_SLOT) {
            window.acknowledged(Payloads.sequence(answer));
            return;
        }
        Asked question = asked.getAndSet(slot, null);
        if (question == null) {
            throw new IllegalStateException("an answer came for slot " + slot + ", where nothing was asked");
        }
        question.reply().ended(Result.Answer.of(payloads.isReply(answer, slot, question.sequence())));
    }
}
