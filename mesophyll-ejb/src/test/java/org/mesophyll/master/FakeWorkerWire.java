package org.mesophyll.master;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** A worker at the other end of a wire: it takes what it is sent, and the test says when it answers. */
final class FakeWorkerWire implements Wire {
    private final boolean reads;
    private final boolean broken;
    private final BlockingQueue<RequestId> unanswered = new LinkedBlockingQueue<>();
    private final List<CloseReason> closes = new ArrayList<>(); // guarded by this
    private int aborts; // guarded by this

    private FakeWorkerWire(boolean reads, boolean broken) {
        this.reads = reads;
        this.broken = broken;
    }

    static FakeWorkerWire reading() {
        return new FakeWorkerWire(true, false);
    }

    static FakeWorkerWire stalled() {
        return new FakeWorkerWire(false, false);
    }

    static FakeWorkerWire broken() {
        return new FakeWorkerWire(true, true);
    }

    @Override
    public Framing framing() {
        return Framings.SINGLE;
    }

    @Override
    public void send(ByteBuffer frame, SendCallback sent) {
        if (broken) {
            sent.failed(new IllegalStateException("broken"));
            return;
        }
        if (!reads) {
            return;
        }
        RequestId id = requestIn(frame);
        sent.sent();
        if (id.value() != 0) {
            unanswered.add(id);
        }
    }

    @Override
    public void ping(ByteBuffer payload) {}

    @Override
    public synchronized void close(int code, String reason) {
        closes.add(new CloseReason(code, reason));
    }

    @Override
    public synchronized void abort() {
        aborts++;
    }

    synchronized List<CloseReason> closes() {
        return List.copyOf(closes);
    }

    synchronized int aborts() {
        return aborts;
    }

    /** Takes the oldest request that was sent; the master's clockwork may be the one that sends it, a moment later. */
    RequestId takeRequest() {
        try {
            return Objects.requireNonNull(unanswered.poll(10, TimeUnit.SECONDS), "no request within 10 s");
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a request", e);
        }
    }

    static ByteBuffer answer(RequestId id, String text) {
        return ByteBuffer.wrap(ClientMessage.CODEC.encode(
                new ClientMessage.DispatchResponse(id, new DispatchResult.Ok(new Value.Text(text)))));
    }

    private static RequestId requestIn(ByteBuffer frame) {
        try {
            return ServerMessage.CODEC.decode(frame, DecodeLimits.DEFAULT).read(new RequestIds());
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the master sent a frame that is no message", e);
        }
    }

    private static final class RequestIds implements ServerMessage.Reader<RequestId> {
        @Override
        public RequestId onHello(ServerMessage.Hello message) {
            return new RequestId(0);
        }

        @Override
        public RequestId onDispatchEvent(ServerMessage.DispatchEvent message) {
            RequestId id = message.requestId();
            return id == null ? new RequestId(0) : id;
        }

        @Override
        public RequestId onRunScript(ServerMessage.RunScript message) {
            return message.requestId();
        }

        @Override
        public RequestId onDropWorker(ServerMessage.DropWorker message) {
            return message.requestId();
        }
    }
}
