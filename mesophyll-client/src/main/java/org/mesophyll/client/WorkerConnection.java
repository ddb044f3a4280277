package org.mesophyll.client;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.websocket.Connector;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.FaultLimit;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Link;
import org.mesophyll.mesh.link.LinkListener;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.link.LinkState;
import org.mesophyll.mesh.link.Offer;
import org.mesophyll.mesh.link.Outbox;
import org.mesophyll.mesh.link.OutboxBounds;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Gathering;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;

/**
 * One connection of a worker: decodes what comes, and sends the answers to exactly that.
 *
 * <p>An answer is given to the connection that its request came on; when that is gone the answer is counted and dropped.
 */
final class WorkerConnection implements Connector.Incoming, LinkListener {
    private static final System.Logger LOG = System.getLogger(WorkerConnection.class.getName());
    private static final byte[] HEARTBEAT = ClientMessage.CODEC.encode(new ClientMessage.Heartbeat());
    private static final long LONGEST_INTERVAL_MILLIS = Duration.ofDays(1).toMillis();

    private final LinkSettings linkSettings;
    private final DecodeLimits limits;
    private final LongSupplier nanoClock;
    private final Ticker ticker;
    private final Troubles troubles;
    private final FaultLimit faults = new FaultLimit(); // confined to the thread that reads the wire, like the next
    private boolean isFaulty;
    private final Requests requests;
    private final CompletableFuture<CloseReason> gone = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final CompletableFuture<Duration> greeted = new CompletableFuture<>();
    private volatile @Nullable Link link; // written once, by onOpen
    private volatile Framing framing = Framings.SINGLE; // written once, by onOpen
    private volatile Duration heartbeatInterval; // written by the greeting
    private volatile boolean pingUnanswered; // set by the ticking thread, cleared by a pong

    /** Takes what a master asks for. */
    interface Requests {
        /** Called for every request, in the order in which they came; must not block. */
        void onRequest(ServerMessage request, WorkerConnection from);
    }

    WorkerConnection(
            ClientSettings.Worker settings,
            LongSupplier nanoClock,
            Ticker ticker,
            Troubles troubles,
            Requests requests) {
        this.linkSettings = new LinkSettings(
                settings.heartbeatBeforeHello(),
                new OutboxBounds(settings.maxQueuedMessages(), settings.maxQueuedBytes()),
                settings.writeDeadline(),
                LinkSettings.DEFAULT.closeDeadline());
        this.heartbeatInterval = settings.heartbeatBeforeHello();
        this.limits = DecodeLimits.DEFAULT.withMaxBytes(settings.maxMessageBytes());
        this.nanoClock = nanoClock;
        this.ticker = ticker;
        this.troubles = troubles;
        this.requests = requests;
    }

    /** Completes with the interval that the master asked for, when it has greeted; never fails. */
    CompletionStage<Duration> greeted() {
        return greeted.minimalCompletionStage();
    }

    /** Completes as soon as nothing more can be sent. */
    CompletableFuture<CloseReason> gone() {
        return gone;
    }

    /** Completes when the library has let go of the connection. */
    CompletableFuture<CloseReason> closed() {
        return closed;
    }

    /** Sends what is queued within a bound, and says good-bye. */
    void finish(Duration within) {
        Link open = link;
        if (open == null) {
            gone.complete(CloseReason.NORMAL);
            closed.complete(CloseReason.NORMAL);
            return;
        }
        open.finish(CloseReason.NORMAL, within);
    }

    /** Answers a request that came on this connection. */
    void answer(RequestId request, DispatchResult result) {
        Link open = link;
        Offer offer = open == null ? Offer.CLOSED : open.send(encode(request, result));
        switch (offer) {
            case ACCEPTED -> {}
            case FULL -> troubles.late().warn(() -> "the answer to " + request + " was dropped: the outbox is full");
            case CLOSED ->
                troubles.late().warn(() -> "the answer to " + request + " was dropped: its connection is gone");
        }
    }

    /**
     * Tells of a line that a tenant's script has logged. It is left out when the master speaks version 1, or when half of what may
     * wait to be sent does: the other half is for answers.
     *
     * @param request what the script runs for, or null
     */
    void say(TenantId tenant, String line, @Nullable RequestId request) {
        Link open = link;
        if (open == null || framing.maxBatchBytes() == 0) {
            return;
        }
        Outbox.Level waiting = open.outbox();
        OutboxBounds bounds = linkSettings.outbox();
        if (waiting.messages() > bounds.messages() / 2 || waiting.bytes() > bounds.bytes() / 2) {
            troubles.unsaid().warn(() -> "a script's line was left out: the outbox is half full");
            return;
        }
        Offer unused = open.send(
                ClientMessage.CODEC.encode(new ClientMessage.ScriptLine(tenant, Printable.of(line), request)));
    }

    @Override
    public void onOpen(Wire wire) {
        Link open = new Link(wire, linkSettings, HEARTBEAT, nanoClock, this);
        framing = wire.framing();
        link = open;
        if (gone.isDone()) { // given up while the handshake was under way
            open.close(CloseReason.GOING_AWAY);
        }
        ticker.add(() -> tick(open, wire));
    }

    @Override
    public void onBinary(ByteBuffer frame) {
        if (gone.isDone()) { // given up already: nothing that still comes counts
            return;
        }
        heard();
        int frameBytes = frame.remaining();
        Gathering.during(() -> {
            try {
                framing.unpack(frame, this::onMessage);
            } catch (MalformedMessageException e) {
                skip("a frame of " + frameBytes + " bytes that is no batch: " + e.getMessage());
            }
        });
    }

    private void onMessage(ByteBuffer message) {
        if (isFaulty) { // what is left of the frame does not count
            return;
        }
        int bytes = message.remaining();
        if (bytes > limits.maxBytes()) {
            skip("a message of " + bytes + " bytes, the limit is " + limits.maxBytes());
            return;
        }
        try {
            ServerMessage decoded = ServerMessage.CODEC.decode(message, limits);
            if (decoded instanceof ServerMessage.Hello hello) {
                greet(hello);
                return;
            }
            requests.onRequest(decoded, this);
        } catch (MalformedMessageException e) {
            skip("a message of " + bytes + " bytes that does not decode: " + e.getMessage());
        }
    }

    @Override
    public void onPong(ByteBuffer payload) {
        pingUnanswered = false;
        Link open = link;
        if (open != null) {
            open.pong(payload);
        }
    }

    @Override
    public void onSkipped(String what) {
        heard();
        skip(what);
    }

    @Override
    public void onClosed(int code) {
        Link open = link;
        CloseReason reason = code == CloseReason.CUT.code() ? CloseReason.CUT : CloseReason.byPeer(code);
        if (open == null) {
            gone.complete(reason);
        } else {
            open.lost(reason); // tells this listener, unless the link has ended for a reason of its own
        }
        closed.complete(reason);
    }

    @Override
    public void onGone(Link which, CloseReason reason) {
        gone.complete(reason);
    }

    /**
     * Ticks the link, and asks a quiet master for a sign of life: the library does not tell of the master's pings, and the
     * link passes its own over whenever its heartbeat is still on the way.
     */
    private boolean tick(Link open, Wire wire) {
        boolean wantsMore = open.tick();
        boolean quiet = open.sinceHeard().compareTo(heartbeatInterval.dividedBy(2)) >= 0;
        if (quiet
                && !pingUnanswered
                && open.state() == LinkState.OPEN
                && open.outbox().messages() == 0) {
            pingUnanswered = true;
            wire.ping(ByteBuffer.allocate(0));
        }
        return wantsMore;
    }

    private void greet(ServerMessage.Hello hello) {
        long millis = hello.heartbeatIntervalMillis();
        boolean sensible = millis >= 1 && millis <= LONGEST_INTERVAL_MILLIS;
        Duration interval = sensible ? Duration.ofMillis(millis) : linkSettings.heartbeatInterval();
        if (!sensible) {
            LOG.log(
                    Level.WARNING,
                    "the master asks for a heartbeat every {0} ms, allowed are 1 to {1}: {2} is used",
                    Long.toUnsignedString(millis),
                    LONGEST_INTERVAL_MILLIS,
                    interval);
        }
        Link open = link;
        heartbeatInterval = interval;
        if (open != null) {
            open.changeHeartbeatInterval(interval);
            open.tick(); // the first beat goes out now
        }
        greeted.complete(interval);
    }

    private void heard() {
        Link open = link;
        if (open != null) {
            open.heard();
        }
    }

    private void skip(String what) {
        troubles.skipped().warn(() -> "skipped " + Printable.of(what));
        Link open = link;
        if (open != null && faults.isExceededBy(nanoClock.getAsLong())) {
            isFaulty = true;
            open.close(CloseReason.TOO_MANY_FAULTS);
        }
    }

    private byte[] encode(RequestId request, DispatchResult result) {
        try {
            byte[] message = ClientMessage.CODEC.encode(new ClientMessage.DispatchResponse(request, result));
            if (message.length <= limits.maxBytes()) {
                return message;
            }
            return refusal(request, "the answer is " + message.length + " bytes, the limit is " + limits.maxBytes());
        } catch (IllegalArgumentException e) { // too deep, or half of a surrogate pair
            return refusal(request, "the answer cannot be encoded: " + e.getMessage());
        }
    }

    private static byte[] refusal(RequestId request, String reason) {
        return ClientMessage.CODEC.encode(
                new ClientMessage.DispatchResponse(request, new DispatchResult.Err(Printable.of(reason))));
    }
}
