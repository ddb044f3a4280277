package org.mesophyll.master;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** A worker at the other end of a wire: it takes what it is sent, and the test says when it answers. */
public final class FakeWorkerWire implements Wire {
    private final boolean reads;
    private final boolean broken;
    private final Framing framing;
    private final Queue<ServerMessage> taken = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<RequestId> unanswered = new LinkedBlockingQueue<>();
    private final List<CloseReason> closes = new ArrayList<>(); // guarded by this
    private int aborts; // guarded by this
    private final AtomicReference<Duration> firstScript = new AtomicReference<>(Duration.ZERO); // how long that takes

    private FakeWorkerWire(boolean reads, boolean broken, Framing framing) {
        this.reads = reads;
        this.broken = broken;
        this.framing = framing;
    }

    public static FakeWorkerWire reading() {
        return new FakeWorkerWire(true, false, Framings.SINGLE);
    }

    static FakeWorkerWire stalled() {
        return new FakeWorkerWire(false, false, Framings.SINGLE);
    }

    /** Returns one that speaks version 2. */
    static FakeWorkerWire readingBatches() {
        return new FakeWorkerWire(true, false, Framings.BATCHES);
    }

    /** Returns one that speaks version 2, and takes its time for the first script. */
    static FakeWorkerWire slow(Duration firstScript) {
        FakeWorkerWire wire = readingBatches();
        wire.firstScript.set(firstScript);
        return wire;
    }

    static FakeWorkerWire broken() {
        return new FakeWorkerWire(true, true, Framings.SINGLE);
    }

    @Override
    public Framing framing() {
        return framing;
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
        take(frame);
        if (!unanswered.isEmpty()) {
            LockSupport.parkNanos(firstScript.getAndSet(Duration.ZERO).toNanos());
        }
        sent.sent();
    }

    /** Returns what has been sent, the greeting too, oldest first. */
    public List<ServerMessage> taken() {
        return List.copyOf(taken);
    }

    private void take(ByteBuffer frame) {
        try {
            framing.unpack(frame, this::takeMessage);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the master sent a frame of another version", e);
        }
    }

    private void takeMessage(ByteBuffer bytes) {
        ServerMessage message = decoded(bytes);
        taken.add(message);
        RequestId id = message.read(new RequestIds());
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
    public RequestId takeRequest() {
        try {
            return Objects.requireNonNull(unanswered.poll(10, TimeUnit.SECONDS), "no request within 10 s");
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a request", e);
        }
    }

    /** Takes the oldest request that was sent, if there is one. */
    public Optional<RequestId> pollRequest() {
        return Optional.ofNullable(unanswered.poll());
    }

    public static ByteBuffer answer(RequestId id, String text) {
        return ByteBuffer.wrap(ClientMessage.CODEC.encode(
                new ClientMessage.DispatchResponse(id, new DispatchResult.Ok(new Value.Text(text)))));
    }

    public static ByteBuffer refusal(RequestId id, String reason) {
        return ByteBuffer.wrap(
                ClientMessage.CODEC.encode(new ClientMessage.DispatchResponse(id, new DispatchResult.Err(reason))));
    }

    static ByteBuffer line(TenantId tenant, String line, @Nullable RequestId id) {
        return ByteBuffer.wrap(ClientMessage.CODEC.encode(new ClientMessage.ScriptLine(tenant, line, id)));
    }

    private static ServerMessage decoded(ByteBuffer message) {
        try {
            return ServerMessage.CODEC.decode(message, DecodeLimits.DEFAULT);
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

        @Override
        public RequestId onTenantChanged(ServerMessage.TenantChanged message) {
            return new RequestId(0);
        }

        @Override
        public RequestId onGlobalChanged(ServerMessage.GlobalChanged message) {
            return new RequestId(0);
        }

        @Override
        public RequestId onCancel(ServerMessage.Cancel message) {
            return new RequestId(0);
        }

        @Override
        public RequestId onEpoch(ServerMessage.Epoch message) {
            return new RequestId(0);
        }
    }
}
