package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** The outbox and the pending table. */
public final class LinkRaces {
    private LinkRaces() {}

    private static PendingRequests<String> table() {
        return new PendingRequests<>(
                4, System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
    }

    /** A sink that holds a frame until the test lets go of it. */
    private static final class HoldingSink implements FrameSink {
        private final AtomicReference<SendCallback> held = new AtomicReference<>();
        private final AtomicInteger frames = new AtomicInteger();

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            frames.incrementAndGet();
            held.set(sent);
        }

        boolean letGo() {
            SendCallback callback = held.getAndSet(null);
            if (callback != null) {
                callback.sent();
            }
            return callback != null;
        }
    }

    /** A message is offered while the frame before it is done. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both are sent")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the second is stranded")
    @State
    public static class OfferedWhileAFrameIsDone {
        private final HoldingSink sink = new HoldingSink();
        private final Outbox outbox = new Outbox(sink, new OutboxBounds(4, 100), System::nanoTime, () -> {});

        public OfferedWhileAFrameIsDone() {
            outbox.offer(new byte[1]);
        }

        @Actor
        public void offered() {
            outbox.offer(new byte[1]);
        }

        @Actor
        public void done() {
            sink.letGo();
        }

        @Arbiter
        public void rest(II_Result result) {
            while (sink.letGo()) {
                result.r2 = 0;
            }
            result.r1 = sink.frames.get();
            result.r2 = outbox.level().messages();
        }
    }

    /** Two threads offer to an idle outbox with room for one. */
    @JCStressTest
    @Outcome(
            id = {"1, false", "1, true"},
            expect = Expect.ACCEPTABLE,
            desc = "one frame, never two at once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "over the bound")
    @State
    public static class OfferedTwiceWithRoomForOne {
        private final HoldingSink sink = new HoldingSink();
        private final Outbox outbox = new Outbox(sink, new OutboxBounds(1, 100), System::nanoTime, () -> {});
        private Offer first; // written by its actor
        private Offer second; // written by its actor

        @Actor
        public void one() {
            first = outbox.offer(new byte[1]);
        }

        @Actor
        public void two() {
            second = outbox.offer(new byte[1]);
        }

        @Arbiter
        public void rest(IZ_Result result) {
            boolean oneWasRefused = (first == Offer.FULL) != (second == Offer.FULL);
            result.r1 = oneWasRefused ? sink.frames.get() : -1;
            result.r2 = first == Offer.FULL;
        }
    }

    /** A request is answered and cancelled at once. */
    @JCStressTest
    @Outcome(
            id = {"true, false, 1", "false, true, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them, once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
    @State
    public static class AnsweredWhileItIsCancelled {
        private final PendingRequests<String> pending = table();
        private final AtomicInteger ended = new AtomicInteger();
        private final long id = pending.register(Duration.ofHours(1), ending -> ended.incrementAndGet())
                .getAsLong();

        @Actor
        public void answered(ZZI_Result result) {
            result.r1 = pending.answer(id, "answer");
        }

        @Actor
        public void cancelled(ZZI_Result result) {
            result.r2 = pending.cancel(id);
        }

        @Arbiter
        public void rest(ZZI_Result result) {
            result.r3 = ended.get();
        }
    }

    /** A request is registered while the table is closed. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "ended once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "waits for ever, or ended twice")
    @State
    public static class RegisteredWhileTheTableIsClosed {
        private final PendingRequests<String> pending = table();
        private final AtomicInteger ended = new AtomicInteger();

        @Actor
        public void registered() {
            pending.register(Duration.ofHours(1), ending -> ended.incrementAndGet());
        }

        @Actor
        public void closed() {
            pending.close(CloseReason.NORMAL);
        }

        @Arbiter
        public void rest(II_Result result) {
            result.r1 = ended.get();
            result.r2 = pending.size();
        }
    }

    /** A request whose time is over is registered while the table looks for such. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "found now or the next time")
    @Outcome(expect = Expect.FORBIDDEN, desc = "never found")
    @State
    public static class RegisteredWhileTheTableExpires {
        private final PendingRequests<String> pending = table();
        private final AtomicInteger ended = new AtomicInteger();

        @Actor
        public void registered() {
            pending.register(Duration.ZERO, ending -> ended.incrementAndGet());
        }

        @Actor
        public void expired() {
            pending.expire();
        }

        @Arbiter
        public void rest(II_Result result) {
            pending.expire();
            result.r1 = ended.get();
            result.r2 = pending.size();
        }
    }
}
