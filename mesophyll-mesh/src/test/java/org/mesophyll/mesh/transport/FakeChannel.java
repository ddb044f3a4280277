package org.mesophyll.mesh.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;

/** A channel that records what it is told, and sends when the test says so. Confined to the test's thread. */
final class FakeChannel implements Channel {
    final List<Boolean> readings = new ArrayList<>();
    final List<CloseReason> closes = new ArrayList<>();
    final List<Integer> frames = new ArrayList<>(); // how long they were
    int aborts;
    boolean switchFails; // once
    private @Nullable Inbound inbound;
    private @Nullable SendCallback inFlight;

    @Override
    public Endpoint local() {
        return Endpoint.inproc("here");
    }

    @Override
    public Endpoint remote() {
        return Endpoint.inproc("there");
    }

    @Override
    public Framing framing() {
        return LengthPrefixed.FRAMING;
    }

    @Override
    public void start(Inbound to) {
        inbound = to;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        frames.add(frame.remaining());
        inFlight = sent;
    }

    @Override
    public void reading(boolean wanted) {
        if (switchFails) {
            switchFails = false;
            throw new OutOfMemoryError("Java heap space");
        }
        readings.add(wanted);
    }

    @Override
    public void close(CloseReason reason) {
        closes.add(reason);
    }

    @Override
    public void abort() {
        aborts++;
    }

    /** Returns where to report what comes. */
    Inbound inbound() {
        return there(inbound, "the channel was not started");
    }

    /** Reports the frame in flight as sent. */
    void complete() {
        takeInFlight().sent();
    }

    /** Reports the frame in flight as failed. */
    void fail() {
        takeInFlight().failed(new IllegalStateException("a channel that fails"));
    }

    private SendCallback takeInFlight() {
        SendCallback callback = there(inFlight, "nothing is in flight");
        inFlight = null;
        return callback;
    }

    private static <T> T there(@Nullable T what, String otherwise) {
        if (what == null) {
            throw new IllegalStateException(otherwise);
        }
        return what;
    }
}
