package org.mesophyll.mesh.link;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A wire that records what it is given and treats it as the test says. */
final class FakeWire implements Wire {
    /** What becomes of a frame. */
    enum Behaviour {
        /** It is sent before {@link Wire#send} returns. */
        AT_ONCE,
        /** It is sent when the test calls {@link #completeOne}. */
        WHEN_TOLD,
        /** It fails before {@link Wire#send} returns. */
        FAILING,
        /** {@link Wire#send} throws. */
        THROWING
    }

    private volatile Behaviour behaviour; // set by the test
    private final @Nullable Executor sender;
    private final Framing framing;
    private final List<byte[]> frames = new ArrayList<>(); // guarded by this, like all below
    private final List<ByteBuffer> pings = new ArrayList<>();
    private final List<CloseReason> closes = new ArrayList<>();
    private @Nullable SendCallback inFlight;
    private boolean closeThrows;
    private boolean late;
    private int aborts;
    private int overlaps;
    private int deepestStack;

    FakeWire(Behaviour behaviour) {
        this(behaviour, Framings.SINGLE);
    }

    /** Makes a wire with a framing of its own. */
    FakeWire(Behaviour behaviour, Framing framing) {
        this.behaviour = behaviour;
        this.sender = null;
        this.framing = framing;
    }

    /** Makes a wire that sends every frame by an executor. */
    FakeWire(Executor sender) {
        this.behaviour = Behaviour.WHEN_TOLD;
        this.sender = sender;
        this.framing = Framings.SINGLE;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    void behave(Behaviour as) {
        behaviour = as;
    }

    /** Says whether what the peer sends waits to be read. */
    synchronized void setLate(boolean newLate) {
        late = newLate;
    }

    @Override
    public synchronized boolean hasReadUntil(long nanos) {
        return !late;
    }

    synchronized void throwOnClose() {
        closeThrows = true;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        synchronized (this) {
            overlaps += inFlight == null ? 0 : 1;
            frames.add(bytes);
            inFlight = sent;
            deepestStack = Math.max(deepestStack, frames.size() % 100 == 0 ? stackDepth() : 0);
        }
        switch (behaviour) {
            case AT_ONCE -> completeOne();
            case FAILING -> failOne();
            case THROWING -> throw new IllegalStateException("a wire that breaks its promise");
            case WHEN_TOLD -> completeBySender();
        }
    }

    /** Reports the frame in flight as sent; false if there is none. */
    boolean completeOne() {
        SendCallback callback = takeInFlight();
        if (callback != null) {
            callback.sent();
        }
        return callback != null;
    }

    /** Reports the frame in flight as failed; false if there is none. */
    boolean failOne() {
        SendCallback callback = takeInFlight();
        if (callback != null) {
            callback.failed(new IllegalStateException("a wire that fails"));
        }
        return callback != null;
    }

    /** Returns the callback of the frame in flight, for a test that misuses it. */
    synchronized SendCallback callback() {
        SendCallback callback = inFlight;
        if (callback == null) {
            throw new IllegalStateException("nothing is in flight");
        }
        return callback;
    }

    @Override
    public synchronized void ping(ByteBuffer payload) {
        pings.add(payload.duplicate());
    }

    @Override
    public synchronized void close(int code, String reason) {
        closes.add(new CloseReason(code, reason));
        if (closeThrows) {
            throw new IllegalStateException("a wire that breaks its promise");
        }
    }

    @Override
    public synchronized void abort() {
        aborts++;
    }

    /** Returns the first byte of every frame, in the order in which the wire got them. */
    synchronized List<Integer> frames() {
        return frames.stream().map(frame -> frame[0] & 0xff).toList();
    }

    synchronized List<byte[]> bytes() {
        return frames.stream().map(frame -> Arrays.copyOf(frame, frame.length)).toList();
    }

    synchronized List<ByteBuffer> pings() {
        return pings.stream().map(ByteBuffer::duplicate).toList();
    }

    synchronized List<CloseReason> closes() {
        return List.copyOf(closes);
    }

    synchronized int aborts() {
        return aborts;
    }

    /** Returns how often a frame came while another was in flight. */
    synchronized int overlaps() {
        return overlaps;
    }

    synchronized int deepestStack() {
        return deepestStack;
    }

    private synchronized @Nullable SendCallback takeInFlight() {
        SendCallback callback = inFlight;
        inFlight = null;
        return callback;
    }

    private void completeBySender() {
        if (sender != null) {
            sender.execute(this::completeOne);
        }
    }

    private static int stackDepth() {
        return StackWalker.getInstance().walk(frames -> (int) frames.count());
    }
}
