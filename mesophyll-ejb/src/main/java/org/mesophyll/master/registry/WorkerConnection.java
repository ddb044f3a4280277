package org.mesophyll.master.registry;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Ending;
import org.mesophyll.mesh.link.FaultLimit;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Link;
import org.mesophyll.mesh.link.LinkState;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.Outbox;
import org.mesophyll.mesh.link.PendingRequests;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;

/**
 * One connection of one worker: its link and the requests that it owes an answer.
 *
 * <p>A connection that was taken over, or that ended for any other reason, ignores whatever still comes from its wire; its
 * pending requests are its own, so a late answer cannot end a request of the newer one.
 */
public final class WorkerConnection {
    private static final System.Logger LOG = System.getLogger(WorkerConnection.class.getName());
    private static final Guard LISTENERS = new Guard(LOG, "what hears of workers that come and go failed");
    private static final long MOST_QUIET_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int QUIET_TICKS_IN_INTERVAL = 10;

    private static final long ID_BITS =
            (1L << 53) - 1; // numbers that a double holds, so that workers in JavaScript can
    private final WorkerId worker;
    private final long epoch;
    private final Handshake handshake;
    private final ConnectionSettings settings;
    private final DecodeLimits limits;
    private final Instant since;
    private final ConnectionListener listener;
    private final PendingRequests<DispatchResult> pending;
    private final Link link;
    private final Framing framing;
    private final ClientMessage.Reader<Boolean> reader = new Reading();
    private final LongSupplier nanoClock;
    private final long quietTickNanos;
    private volatile boolean quiet; // set by the ticking thread, cleared by whoever gives the connection work
    private long tickedNanos; // confined to the ticking thread
    private long tokenSeenNanos; // confined to the ticking thread
    private final Object announcing = new Object();
    private Announced announced = Announced.NOTHING; // guarded by announcing
    private @Nullable CloseReason gone; // guarded by announcing; why nothing can be sent any more
    private final LongAdder received = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final AtomicLong strangeIds = new AtomicLong();
    private final FaultLimit faults = new FaultLimit(); // confined to the thread that reads the wire

    WorkerConnection(
            Handshake handshake,
            long epoch,
            Wire wire,
            ConnectionSettings settings,
            Instant since,
            LongSupplier nanoClock,
            Executor writers,
            ConnectionListener listener,
            BiConsumer<WorkerConnection, CloseReason> whenGone) {
        this.epoch = epoch;
        this.worker = handshake.worker();
        this.handshake = handshake;
        this.settings = settings;
        this.limits = settings.decodeLimits();
        this.since = since;
        this.listener = listener;
        this.framing = wire.framing();
        this.nanoClock = nanoClock;
        this.tokenSeenNanos = nanoClock.getAsLong();
        this.quietTickNanos = Math.min(
                MOST_QUIET_TICK_NANOS, settings.link().heartbeatInterval().toNanos() / QUIET_TICKS_IN_INTERVAL);
        this.pending = new PendingRequests<>(
                settings.maxInFlight(),
                nanoClock,
                () -> ThreadLocalRandom.current().nextLong() & ID_BITS);
        this.link = new Link(
                wire,
                settings.link(),
                null,
                nanoClock,
                (ended, reason) -> {
                    try {
                        pending.close(reason);
                        tellGone(reason);
                    } finally { // last: a connection that comes before this finds the older one, and has its end told
                        // first
                        whenGone.accept(this, reason);
                    }
                },
                writers);
    }

    /** What the listener has heard of the connection. */
    private enum Announced {
        NOTHING,
        /** That it is there. */
        CONNECTED,
        /** That it is there no more. */
        GONE
    }

    /** Tells the listener of the connection; only from then on, and maybe at once, does it hear that the connection is gone. */
    void announce() {
        synchronized (announcing) { // the listener does not block, and must hear of both in order
            if (announced == Announced.NOTHING) {
                announced = Announced.CONNECTED;
                LISTENERS.run(() -> listener.onConnected(worker));
            }
            tellGone();
        }
    }

    /** Tells the listener that the connection was replaced, if it has not heard yet that it is gone. */
    void retire() {
        synchronized (announcing) {
            gone = gone == null ? CloseReason.REPLACED : gone;
            announce();
        }
    }

    /** Returns what the worker said of itself. */
    Handshake handshake() {
        return handshake;
    }

    /** Says whether nothing can be sent any more. */
    boolean isGone() {
        return link.state().compareTo(LinkState.CLOSING) >= 0;
    }

    /** How a request was taken. */
    public sealed interface Started {
        /** It was queued under an id. */
        record Sent(long requestId) implements Started {}

        /** It was not: something is at its bound. */
        record Full(String bound) implements Started {}

        /** It was not: the connection is gone. */
        record Gone() implements Started {}
    }

    /** Hears how a request ends, and what a script logs that runs for it. */
    public interface Asker extends Consumer<Ending<DispatchResult>> {
        /** Called before the end, if at all, on the thread that reads the connection; must not block. */
        void onLine(String line);
    }

    /** Returns whose connection it is. */
    public WorkerId worker() {
        return worker;
    }

    /** Returns the connection's epoch, higher than that of every earlier connection. */
    public long epoch() {
        return epoch;
    }

    /**
     * Sends a request.
     *
     * @param frame makes the message of the request id
     * @param awaited whether the calling thread will wait for the answer
     * @param completion called exactly once, without a lock, unless the request was not taken; may be an {@link Asker}
     * @throws IllegalArgumentException if the message cannot be encoded; nothing is pending then
     */
    public Started request(
            LongFunction<byte[]> frame,
            Duration timeout,
            boolean awaited,
            Consumer<Ending<DispatchResult>> completion) {
        OptionalLong id = pending.register(timeout, completion);
        if (id.isEmpty()) {
            return new Started.Full("it owes " + settings.maxInFlight() + " answers, as many as it may");
        }
        long requestId = id.getAsLong();
        Offer offer;
        try {
            byte[] message = frame.apply(requestId);
            offer = awaited ? link.sendAndWait(message) : link.send(message);
        } catch (RuntimeException | Error e) {
            pending.withdraw(requestId);
            throw e;
        }
        wake();
        if (offer == Offer.ACCEPTED || !pending.withdraw(requestId)) {
            return new Started.Sent(requestId); // or the request has ended already, and its completion was called
        }
        return offer == Offer.FULL ? new Started.Full(outboxBound()) : new Started.Gone();
    }

    /** Sends a message that wants no answer. */
    public Offer send(byte[] message) {
        Offer offer = link.send(message);
        wake();
        return offer;
    }

    /** Says whether the worker speaks version 2, of which notices are a part. */
    public boolean takesNotices() {
        return framing.maxBatchBytes() > 0;
    }

    /** Gives up on the answer to a request, and says whether it was still awaited. */
    public boolean cancel(long requestId) {
        return pending.cancel(requestId);
    }

    /** Says what the outbox holds at most. */
    public String outboxBound() {
        return settings.link().outbox().messages() + " messages or "
                + settings.link().outbox().bytes() + " bytes wait to be sent to it, as many as may";
    }

    /** Takes a binary frame from the wire; never throws, never blocks. */
    public void onFrame(ByteBuffer frame) {
        if (isGone()) {
            return;
        }
        if (frame.remaining() > framing.maxFrameBytes(limits.maxBytes())) {
            link.close(CloseReason.TOO_LARGE); // a container that looks at fragments only has let it pass
            return;
        }
        link.heard();
        try {
            framing.unpack(frame, this::onMessage);
        } catch (MalformedMessageException e) {
            malformed(e);
        }
    }

    private void onMessage(ByteBuffer bytes) {
        if (bytes.remaining() > limits.maxBytes()) {
            link.close(CloseReason.TOO_LARGE);
        }
        if (isGone()) {
            return;
        }
        received.increment();
        try {
            ClientMessage.CODEC.decode(bytes, limits).read(reader);
        } catch (MalformedMessageException e) {
            malformed(e);
        }
    }

    /** Takes the answer to a ping from the wire. */
    public void onPong(ByteBuffer payload) {
        link.pong(payload);
    }

    /** Takes the news from the wire that the connection is gone. */
    public void onClosed(CloseReason reason) {
        link.lost(reason);
    }

    /** Ends the connection once what it has taken is sent, or when that takes too long. */
    void finish(CloseReason reason, Duration within) {
        link.finish(reason, within);
        wake();
    }

    /** Ends the connection. */
    public void close(CloseReason reason) {
        link.close(reason);
    }

    /** Keeps the deadlines; those of a connection that has no work a little later, for there may be ten thousand such. */
    boolean tick() {
        long now = nanoClock.getAsLong();
        if (quiet && now - tickedNanos < quietTickNanos) {
            return true;
        }
        tickedNanos = now;
        quiet = true; // before the looks below, so that work which they do not see clears it
        pending.expire();
        boolean wantsMore = link.tick();
        if (pending.size() > 0 || !link.isQuiet()) {
            quiet = false;
        }
        return wantsMore;
    }

    /** Says whether the token is to be looked at again, at most once in an interval; by the ticking thread only. */
    boolean isTokenDue(long intervalNanos) {
        long now = nanoClock.getAsLong();
        if (now - tokenSeenNanos < intervalNanos) {
            return false;
        }
        tokenSeenNanos = now;
        return true;
    }

    private void wake() {
        if (quiet) {
            quiet = false;
        }
    }

    /** Returns how many requests wait for an answer. */
    public int pending() {
        return pending.size();
    }

    /** Returns how full the outbox is. */
    public Outbox.Level outbox() {
        return link.outbox();
    }

    /** Returns the connection at this moment. */
    public ConnectionStatus status(Instant now) {
        Outbox.Level outbox = link.outbox();
        return new ConnectionStatus(
                handshake.languages(),
                since,
                now.minus(link.sinceHeard()),
                link.roundTrip().orElse(null),
                pending.size(),
                outbox.messages(),
                outbox.bytes(),
                outbox.sent(),
                received.sum(),
                answered.sum(),
                unmatched.sum(),
                malformed.sum(),
                outbox.refused());
    }

    private void tellGone(CloseReason reason) {
        synchronized (announcing) {
            gone = gone == null ? reason : gone;
            tellGone();
        }
    }

    private void tellGone() { // called with announcing held
        CloseReason reason = gone;
        if (reason != null && announced == Announced.CONNECTED) {
            announced = Announced.GONE;
            LISTENERS.run(() -> listener.onGone(worker, reason));
        }
    }

    /** Hints at what is wrong with a worker whose answers name no request: rarely, for late answers are usual. */
    private void unmatched(long requestId) {
        boolean strange = (requestId & ~ID_BITS) != 0;
        long times = strange ? strangeIds.incrementAndGet() : unmatched.sum();
        if (Long.bitCount(times) != 1) {
            return;
        }
        String id = Long.toUnsignedString(requestId);
        LOG.log(
                strange ? Level.WARNING : Level.DEBUG,
                () -> "worker " + worker + " answered request " + id + ", which is not pending"
                        + (strange
                                ? ": the master's ids are below 2^53, does the worker change them?"
                                : " (any more)"));
    }

    private void malformed(MalformedMessageException e) {
        malformed.increment();
        listener.onMalformedFrame(worker);
        Level level = malformed.sum() == 1 ? Level.WARNING : Level.DEBUG; // a broken worker must not fill the log
        LOG.log(level, () -> "worker " + worker + " sent a frame that is no message: " + e.getMessage());
        if (faults.isExceededBy(nanoClock.getAsLong())) {
            link.close(CloseReason.TOO_MANY_FAULTS);
        }
    }

    private final class Reading implements ClientMessage.Reader<Boolean> {
        @Override
        public Boolean onDispatchResponse(ClientMessage.DispatchResponse message) {
            boolean matched = pending.answer(message.requestId().value(), message.result());
            if (matched) {
                answered.increment();
                return true;
            }
            unmatched.increment();
            unmatched(message.requestId().value());
            listener.onUnmatchedAnswer(worker);
            return false;
        }

        @Override
        public Boolean onHeartbeat(ClientMessage.Heartbeat message) {
            return true;
        }

        @Override
        public Boolean onScriptLine(ClientMessage.ScriptLine message) {
            listener.onScriptLine(worker, message.tenant(), message.line());
            RequestId request = message.requestId();
            if (request != null && pending.find(request.value()).orElse(null) instanceof Asker asker) {
                asker.onLine(message.line());
            }
            return true;
        }
    }
}
