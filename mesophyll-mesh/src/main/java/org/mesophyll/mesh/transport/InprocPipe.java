package org.mesophyll.mesh.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.FrameSink.SendCallback;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.SerialTurn;

/**
 * One direction of a connection within this process: room for one frame, which counts as sent when the other end has taken
 * it, so that an end that does not read is felt as over a socket.
 *
 * <p>Whoever changes something moves what can be moved; if somebody is at it, that one does. There is no lock.
 */
final class InprocPipe {
    private static final Guard MOVES =
            new Guard(System.getLogger(InprocPipe.class.getName()), "a frame could not be handed over");
    private final AtomicReference<@Nullable Frame> pending = new AtomicReference<>();
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private final SerialTurn moving = new SerialTurn(MOVES, this::move);
    private volatile @Nullable Inbound into; // written once, by start
    private volatile boolean reading = true; // written by whoever may call reading
    private boolean endTold; // confined to whoever moves

    void start(Inbound to) {
        into = to;
        moving.ask();
    }

    void reading(boolean wanted) {
        reading = wanted;
        moving.ask();
    }

    /** Takes a frame; there is none under way. */
    void send(ByteBuffer frame, SendCallback sent) {
        pending.set(new Frame(frame, sent));
        moving.ask();
    }

    /** Ends it: a frame that was not taken has failed. The first reason counts. */
    void end(CloseReason reason) {
        end.compareAndSet(null, reason);
        moving.ask();
    }

    private void move() {
        Inbound to = into;
        if (to != null) {
            moveInto(to);
        }
    }

    private void moveInto(Inbound to) {
        while (reading && end.get() == null) {
            Frame frame = pending.getAndSet(null);
            if (frame == null) {
                return;
            }
            hand(frame, to);
        }
        CloseReason reason = end.get();
        if (reason != null) {
            finish(to, reason);
        }
    }

    /** Hands a frame over; one that cannot be handed over ends the connection, as over a socket. */
    private void hand(Frame frame, Inbound to) {
        try {
            to.received(frame.bytes());
        } catch (RuntimeException | Error e) {
            MOVES.report(e);
            end.compareAndSet(null, CloseReason.CUT);
            MOVES.run(() -> frame.sent.failed(e)); // whatever it does, the end is told
            return;
        }
        frame.sent.sent();
    }

    private void finish(Inbound to, CloseReason reason) {
        Frame frame = pending.getAndSet(null);
        if (frame != null) {
            MOVES.run(() -> frame.sent.failed(new IOException("the connection has ended: " + reason.text())));
        }
        if (!endTold) {
            endTold = true;
            to.ended(reason);
        }
    }

    /** A frame on its way. */
    private record Frame(ByteBuffer content, SendCallback sent) {
        /** Returns the content; the sender's array itself if that is all there is in it. */
        byte[] bytes() {
            byte[] array = content.array();
            int from = content.arrayOffset() + content.position();
            return content.remaining() == array.length
                    ? array
                    : Arrays.copyOfRange(array, from, from + content.remaining());
        }
    }
}
