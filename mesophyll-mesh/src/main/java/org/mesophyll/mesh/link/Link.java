package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One live connection, seen from either end.
 *
 * <p>Whoever owns a link reports what comes from the wire ({@link #heard}, {@link #pong}, {@link #lost}) and calls
 * {@link #tick} several times a heartbeat interval until it returns false; that is where beats are sent and deadlines
 * are noticed. All methods may be called from any thread, and none blocks.
 */
public final class Link {
    private final Wire wire;
    private final LinkSettings settings;
    private final LongSupplier nanoClock;
    private final LinkListener listener;
    private final Outbox outbox;
    private final Heartbeat heartbeat;
    private final byte @Nullable [] beat;
    private final Object lock = new Object();
    private volatile LinkState state = LinkState.OPEN; // written under lock
    private long endByNanos; // guarded by lock; when FINISHING or CLOSING is over
    private CloseReason finishReason = CloseReason.NORMAL; // guarded by lock; set when the state becomes FINISHING
    private final AtomicBoolean pingUnderWay = new AtomicBoolean();
    private volatile long pingSentNanos; // written by who set pingUnderWay; also the ping's payload

    /**
     * Takes over a connection that was just established.
     *
     * @param beat the message that shows that this side lives, sent at once and then every interval; or null if pings do
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public Link(
            Wire wire, LinkSettings settings, byte @Nullable [] beat, LongSupplier nanoClock, LinkListener listener) {
        this(wire, settings, beat, nanoClock, listener, null);
    }

    /**
     * Takes over a connection that was just established.
     *
     * @param writers write what a busy thread sends, so that it gathers; at most one task of each link waits for them
     */
    public Link(
            Wire wire,
            LinkSettings settings,
            byte @Nullable [] beat,
            LongSupplier nanoClock,
            LinkListener listener,
            @Nullable Executor writers) {
        this.wire = wire;
        this.settings = settings;
        this.beat = beat == null ? null : beat.clone();
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.heartbeat = new Heartbeat(settings.heartbeatInterval(), nanoClock.getAsLong());
        this.outbox = new Outbox(wire, settings.outbox(), nanoClock, () -> lost(CloseReason.CUT), writers);
    }

    /** Queues a message, or says why not. The array is the link's from then on. */
    public Offer send(byte[] message) {
        return outbox.offer(message);
    }

    /** Queues a message like {@link #send}, for a thread that will wait for the answer. */
    public Offer sendAndWait(byte[] message) {
        return outbox.offerAndWait(message);
    }

    /** Takes note that the peer sent something. */
    public void heard() {
        heartbeat.heard(nanoClock.getAsLong());
    }

    /** Takes a pong; one that does not carry what the last ping did is a sign of life only. */
    public void pong(ByteBuffer payload) {
        long now = nanoClock.getAsLong();
        heartbeat.heard(now);
        long sentNanos = pingSentNanos;
        boolean answersPing = payload.remaining() == Long.BYTES && payload.getLong(payload.position()) == sentNanos;
        if (answersPing && pingUnderWay.compareAndSet(true, false)) {
            heartbeat.measured(now - sentNanos);
        }
    }

    /**
     * Changes how often both sides show that they live; this side does at once.
     *
     * @throws IllegalArgumentException if the interval is not positive or over {@link LinkSettings#LONGEST}
     */
    public void changeHeartbeatInterval(Duration interval) {
        LinkSettings.requireInRange("heartbeat interval", interval);
        heartbeat.changeInterval(interval, nanoClock.getAsLong());
    }

    /**
     * Sends a beat if one is due, and ends the link if the peer has gone silent, does not read, or does not answer a
     * close.
     *
     * @return whether the link wants further ticks
     */
    public boolean tick() {
        long now = nanoClock.getAsLong();
        return switch (state) {
            case OPEN -> tickOpen(now);
            case FINISHING -> tickFinishing(now);
            case CLOSING -> tickClosing(now);
            case CLOSED -> false;
        };
    }

    /** Ends the link now: what waits to be sent is dropped, and the peer is told why. */
    public void close(CloseReason reason) {
        if (!end()) {
            return;
        }
        try {
            wire.close(reason.code(), reason.text());
        } finally { // whatever the wire does, those who wait for answers hear of it
            listener.onGone(this, reason);
        }
    }

    /**
     * Takes no more messages, sends those that wait, and then ends the link; also when the peer has not taken them within
     * a bound. Has an effect on an open link only.
     */
    public void finish(CloseReason reason, Duration within) {
        long endBy = nanoClock.getAsLong() + within.toNanos();
        synchronized (lock) {
            if (!advance(LinkState.FINISHING, endBy)) {
                return;
            }
            finishReason = reason;
        }
        outbox.finish(() -> close(reason));
        outbox.flush(); // what a thread has gathered and not yet written was accepted too
    }

    /**
     * Takes note that the connection is gone, or that the peer has said good-bye; the container has a moment to answer
     * that before the connection is cut.
     */
    public void lost(CloseReason reason) {
        if (end()) {
            listener.onGone(this, reason);
        }
    }

    /** Says whether the link is open and has sent all that it took: what a tick does then may as well come a little later. */
    public boolean isQuiet() {
        return state == LinkState.OPEN && outbox.isEmpty();
    }

    /** Returns where the link stands. */
    public LinkState state() {
        return state;
    }

    /** Returns how full the outbox is. */
    public Outbox.Level outbox() {
        return outbox.level();
    }

    /** Returns how long ago the peer was heard. */
    public Duration sinceHeard() {
        return heartbeat.sinceHeard(nanoClock.getAsLong());
    }

    /** Returns how long the last ping and its answer were under way; empty before the first answer. */
    public Optional<Duration> roundTrip() {
        Duration roundTrip = heartbeat.roundTrip();
        return roundTrip.isNegative() ? Optional.empty() : Optional.of(roundTrip);
    }

    private boolean tickOpen(long now) {
        if (!outbox.isEmpty()) {
            outbox.flush(); // whoever owes this may be held up
        }
        if (!closeIfPeerFails(now) && heartbeat.takeBeat(now)) {
            sendBeat(now);
        }
        return true;
    }

    private boolean tickFinishing(long now) {
        outbox.flush(); // whoever owes this may be held up
        if (!closeIfPeerFails(now) && isOver(LinkState.FINISHING, now)) {
            close(finishReason());
        }
        return true;
    }

    private boolean tickClosing(long now) {
        if (!isOver(LinkState.CLOSING, now)) {
            return true;
        }
        if (advance(LinkState.CLOSED, now)) {
            cut();
        }
        return false;
    }

    private void cut() {
        boolean done = false;
        try {
            wire.abort();
            done = true;
        } finally {
            if (!done) { // so that the next tick tries again
                synchronized (lock) {
                    state = LinkState.CLOSING;
                }
            }
        }
    }

    private boolean closeIfPeerFails(long now) {
        if (heartbeat.isSilent(now) && wire.hasReadUntil(heartbeat.silentFromNanos())) {
            close(CloseReason.SILENT);
            return true;
        }
        if (outbox.isStalled(now, settings.writeDeadline().toNanos())) {
            close(CloseReason.NOT_READING);
            return true;
        }
        return false;
    }

    /** Decides that the link ends, and says whether this call did. */
    private boolean end() {
        if (!advance(
                LinkState.CLOSING,
                nanoClock.getAsLong() + settings.closeDeadline().toNanos())) {
            return false;
        }
        outbox.discard();
        return true;
    }

    private void sendBeat(long now) {
        // Pings pass the outbox, so there is never a second one under way, nor one behind a frame that the peer does
        // not take: the container would queue them without bound. Our own beat is no such frame.
        boolean idle = !outbox.isWriting();
        if (beat != null) {
            outbox.offer(beat);
        }
        if (idle && pingUnderWay.compareAndSet(false, true)) {
            pingSentNanos = now;
            wire.ping(ByteBuffer.allocate(Long.BYTES).putLong(0, now));
        }
    }

    /** Says whether the link is in a state whose time has passed. */
    private boolean isOver(LinkState in, long now) {
        synchronized (lock) {
            return state == in && now - endByNanos >= 0;
        }
    }

    private CloseReason finishReason() {
        synchronized (lock) {
            return finishReason;
        }
    }

    /** Moves forward to a state that is over at some time, and says whether this call did; who comes later moves nothing. */
    private boolean advance(LinkState to, long endBy) {
        synchronized (lock) {
            if (state.compareTo(to) >= 0) {
                return false;
            }
            state = to;
            endByNanos = endBy;
            return true;
        }
    }
}
