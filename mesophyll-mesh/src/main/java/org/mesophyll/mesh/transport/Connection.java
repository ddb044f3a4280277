package org.mesophyll.mesh.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.FrameSink;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.Outbox;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Ticker;

/**
 * One established connection, over whichever transport: messages go out through a bounded outbox, and those that come wait
 * in a bounded inbox, or go to a {@link ConnectionListener}.
 *
 * <p>All methods may be called from any thread; only {@link #receive} waits.
 */
public final class Connection {
    private static final Guard LISTENERS =
            new Guard(System.getLogger(Connection.class.getName()), "a listener of a connection failed");

    private final Channel channel;
    private final ConnectionSettings settings;
    private final LongSupplier nanoClock;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Arrivals arrivals = new Arrivals();
    private final AtomicReference<@Nullable Audience> audience = new AtomicReference<>();
    private final AtomicReference<@Nullable Closing> closing = new AtomicReference<>();
    private final AtomicReference<@Nullable CloseReason> ended = new AtomicReference<>();
    private final AtomicLong messagesIn = new AtomicLong(); // written by the thread that reads
    private final AtomicLong bytesIn = new AtomicLong(); // written by the thread that reads
    private final AtomicLong bytesOut = new AtomicLong(); // written by whoever writes the outbox

    private Connection(Channel channel, ConnectionSettings settings, LongSupplier nanoClock) {
        this.channel = channel;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.outbox = new Outbox(new CountingSink(), settings.outbox(), nanoClock, () -> cut(CloseReason.CUT));
        this.inbox = new Inbox(settings.inbox(), channel::reading);
    }

    /**
     * Makes a connection of a channel that was just established, and starts it.
     *
     * @param ticker ticks the connection, which is where its deadlines are noticed, until it has ended
     * @param nanoClock a clock such as {@link System#nanoTime()}
     */
    public static Connection open(Channel channel, ConnectionSettings settings, Ticker ticker, LongSupplier nanoClock) {
        Connection connection = new Connection(channel, settings, nanoClock);
        ticker.add(connection::tick);
        channel.start(connection.new Incoming());
        return connection;
    }

    /** Returns this end. */
    public Endpoint local() {
        return channel.local();
    }

    /** Returns the other end. */
    public Endpoint remote() {
        return channel.remote();
    }

    /**
     * Queues a message, or says why not; never waits. The array is the connection's from then on.
     *
     * @throws IllegalArgumentException if the message is longer than a message may be
     */
    public Offer send(byte[] message) {
        if (message.length > settings.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "message is " + message.length + " bytes, the limit is " + settings.maxMessageBytes());
        }
        return outbox.offer(message);
    }

    /**
     * Waits for the next message that no listener has taken.
     *
     * @param within how long to wait; zero to take only what is there
     * @return empty if none came in time, or at once if none will come: then {@link #ended} says why
     */
    public Optional<byte[]> receive(Duration within) throws InterruptedException {
        return Optional.ofNullable(arrivals.await(within, inbox::poll, () -> ended.get() != null));
    }

    /** Returns the next message that waits; null if there is none. */
    public byte @Nullable [] poll() {
        return inbox.poll();
    }

    /** Says whether a message waits. */
    public boolean hasWaiting() {
        return !inbox.isEmpty();
    }

    /**
     * Has a listener hear what comes from now on; messages may be waiting already, of which it is not told. If the
     * connection has ended, it is told that at once.
     *
     * @return false if there is one already, and nothing was changed
     */
    public boolean attach(ConnectionListener listener) {
        Audience joined = new Audience(listener, new AtomicBoolean());
        if (!audience.compareAndSet(null, joined)) {
            return false;
        }
        CloseReason reason = ended.get();
        if (reason != null) {
            joined.tellGone(reason);
        }
        return true;
    }

    /**
     * Has a listener hear nothing more; what comes waits in the connection. A call that is under way may still end after
     * this.
     *
     * @return false if it is not the one that is attached
     */
    public boolean detach(ConnectionListener listener) {
        Audience current = audience.get();
        return current != null && current.listener == listener && audience.compareAndSet(current, null);
    }

    /**
     * Changes how much may wait to be sent; what waits already stays.
     *
     * @throws IllegalArgumentException if the longest message would never fit
     */
    public void limitOutbox(OutboxBounds to) {
        outbox.limit(settings.withOutbox(to).outbox());
    }

    /** Returns the bounds that it was made with. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** Takes no more messages, sends those that wait, and ends the connection; cuts it after the close deadline. */
    public void close() {
        close(CloseReason.NORMAL);
    }

    /** Does what {@link #close()} does, for a reason that the peer is told if the transport has words for it. */
    public void close(CloseReason reason) {
        long byNanos = nanoClock.getAsLong() + settings.closeDeadline().toNanos();
        if (closing.compareAndSet(null, new Closing(reason, byNanos))) {
            outbox.finish(() -> channel.close(reason));
            outbox.flush(); // what a thread has gathered and not yet written was accepted too
        }
    }

    /** Cuts the connection at once: what waits to be sent is dropped, and what came stays. */
    public void abort() {
        abort(CloseReason.CUT);
    }

    /** Does what {@link #abort()} does, for a reason that this side is told by {@link #ended}. */
    public void abort(CloseReason reason) {
        cut(reason);
    }

    /** Returns why the connection has ended; empty while it has not. */
    public Optional<CloseReason> ended() {
        return Optional.ofNullable(ended.get());
    }

    /** Returns what went over the connection and what waits, each figure by itself up to date. */
    public Counters counters() {
        Outbox.Level out = outbox.level();
        return new Counters(
                messagesIn.get(),
                bytesIn.get(),
                out.sent(),
                bytesOut.get(),
                out.messages(),
                out.bytes(),
                out.refused(),
                inbox.messages(),
                inbox.bytes());
    }

    /** Notices the deadlines that have passed, and says whether it wants further ticks. */
    boolean tick() {
        if (ended.get() != null) {
            return false;
        }
        long now = nanoClock.getAsLong();
        Closing current = closing.get();
        if (outbox.isStalled(now, settings.writeDeadline().toNanos())) {
            cut(CloseReason.NOT_READING);
        } else if (current != null && now - current.byNanos >= 0) {
            cut(current.reason);
        } else {
            outbox.flush(); // whoever owes this may be held up
        }
        return true;
    }

    private void cut(CloseReason reason) {
        end(reason);
        channel.abort();
    }

    private void end(CloseReason reason) {
        if (!ended.compareAndSet(null, reason)) {
            return;
        }
        outbox.discard();
        arrivals.wakeAll();
        Audience current = audience.get();
        if (current != null) {
            current.tellGone(reason);
        }
    }

    /**
     * What went over a connection, and what waits.
     *
     * @param messagesIn how many messages came
     * @param bytesIn how many bytes those are, their framing included
     * @param messagesOut how many messages were handed to the operating system
     * @param bytesOut how many bytes were given to the channel, their framing included
     * @param queuedMessages how many messages wait to be sent, those in flight included
     * @param queuedBytes how many bytes those are, without framing
     * @param refused how many messages were refused because too much waited to be sent
     * @param waitingMessages how many messages wait in the connection to be received
     * @param waitingBytes how many bytes those are, without framing
     */
    public record Counters(
            long messagesIn,
            long bytesIn,
            long messagesOut,
            long bytesOut,
            int queuedMessages,
            long queuedBytes,
            long refused,
            int waitingMessages,
            long waitingBytes) {}

    /** That this side ends the connection, and when it has taken too long. */
    private record Closing(CloseReason reason, long byNanos) {}

    /** A listener, and whether it was told that the connection has ended. */
    private record Audience(ConnectionListener listener, AtomicBoolean told) {
        boolean takes(byte[] message) {
            try {
                return listener.onMessage(message);
            } catch (RuntimeException
                    | Error e) { // foreign code: one that breaks its promise must not stop the reading
                LISTENERS.report(e);
                return true;
            }
        }

        void tellWaiting() {
            LISTENERS.run(listener::onWaiting);
        }

        void tellGone(CloseReason reason) {
            if (!told.compareAndSet(false, true)) {
                return;
            }
            LISTENERS.run(() -> listener.onGone(reason));
        }
    }

    /** What the channel reports to. */
    private final class Incoming implements Inbound {
        @Override
        public void received(byte[] message) {
            if (ended.get() != null) {
                return; // this side has cut the connection
            }
            messagesIn.setRelease(messagesIn.getPlain() + 1);
            bytesIn.setRelease(bytesIn.getPlain() + channel.framing().framedBytes(message.length));
            Audience current = audience.get();
            if (current != null && inbox.isEmpty() && current.takes(message)) {
                return;
            }
            inbox.add(message);
            arrivals.wakeOne();
            current = audience.get(); // again: one that was attached in between does not know of the message
            if (current != null) {
                current.tellWaiting();
            }
        }

        @Override
        public void ended(CloseReason reason) {
            Closing own = closing.get();
            end(own == null ? reason : own.reason);
        }
    }

    /** The channel, seen by the outbox. */
    private final class CountingSink implements FrameSink {
        @Override
        public Framing framing() {
            return channel.framing();
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            bytesOut.setRelease(bytesOut.getPlain() + frame.remaining());
            channel.send(frame, sent);
        }
    }
}
