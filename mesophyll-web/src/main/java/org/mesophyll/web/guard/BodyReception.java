package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * One body on its way in, read as it arrives without a thread that waits for it.
 *
 * <p>The container calls it on threads of its own, Payara on two at once: one may be told of the end while the other still
 * reads. {@link #check} comes from the timer. One atomic step decides who ends the reception.
 */
final class BodyReception implements ReadListener, AsyncListener {
    private static final Logger LOG = System.getLogger(BodyReception.class.getName());
    private static final int PIECE_BYTES = 8 * 1024;
    /** What a request costs besides its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 4 * 1024;
    /** How much of a body over its limit is read, so that its sender sees the answer. */
    private static final int THROWN_AWAY_BYTES = 4 * 1024 * 1024;

    /** How long a thread of Payara may need to be done with a request that it has begun. */
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private enum State {
        /** Bytes are expected. */
        RECEIVING,
        /** The body is complete; the request waits for its turn. */
        WAITING,
        /** The request is being handled. */
        RUNNING,
        /** The request was refused; the rest of its body is thrown away. */
        REFUSED,
        /** The request is over. */
        ENDED
    }

    private final BodyReceptions owner;
    private final BodyRule rule;
    private final ReceivedRequest.Target target;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ServletInputStream in;
    private final AsyncContext async;
    private final ByteBudget budget;
    private final String address;
    private final int limitBytes;
    private final long declaredBytes; // below 0: unknown
    private final long startedNanos;
    private final long settleNanos;
    private final RequestThread thread;
    private final AtomicReference<State> state = new AtomicReference<>(State.RECEIVING);
    private final BooleanSupplier turn = this::dispatch; // one object, so that the gate can find it
    private final Object reading = new Object();
    private byte[] body = {}; // guarded by reading, then confined to the handler
    private volatile int length; // written under the same lock
    private volatile boolean hasAllArrived;
    private volatile int refusedStatus = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    private volatile long refusedNanos;
    private volatile boolean isWritten; // whether the refusal is
    private volatile boolean isRead; // whether the rest of a refused body is
    private boolean atGate; // guarded by this, like the next: whether a place at the gate is to be given back
    private int reservedBytes;

    BodyReception(
            BodyReceptions owner,
            BodyRule rule,
            HttpServletRequest request,
            HttpServletResponse response,
            ByteBudget budget,
            AsyncContext async)
            throws IOException {
        this.owner = owner;
        this.rule = rule;
        this.target = ReceivedRequest.Target.of(request);
        this.request = request;
        this.response = response;
        this.in = request.getInputStream();
        this.budget = budget;
        this.address = RemoteAddress.of(request.getRemoteAddr());
        this.limitBytes = rule.limitBytes(request);
        this.declaredBytes = request.getContentLengthLong();
        this.startedNanos = owner.nanoTime();
        this.settleNanos = PeerConnection.isPayara(request) ? SETTLE_NANOS : 0;
        this.thread = new RequestThread(settleNanos, owner::nanoTime);
        this.async = async;
    }

    /** Begins; the container calls back from now on. */
    void start() {
        // before the listener, whose callbacks may have ended the reception when setReadListener returns
        if (declaredBytes > (long) limitBytes + THROWN_AWAY_BYTES) {
            refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, tooLarge());
        } else {
            boolean unused = reserve(OVERHEAD_BYTES);
        }
        in.setReadListener(this);
    }

    /** Returns the request with its body, to be handled. */
    HttpServletRequest received(HttpServletRequest now) {
        return new ReceivedRequest(now, target, body, isTooLarge() ? 0 : length);
    }

    /** Returns whether the body was over its limit, and therefore thrown away. */
    boolean isTooLarge() {
        return length > limitBytes;
    }

    String tooLarge() {
        return "the body is over the limit of " + limitBytes + " bytes";
    }

    @Override
    public void onDataAvailable() throws IOException {
        readAvailable();
        if (isAtEnd()) {
            endReading();
        }
    }

    private void readAvailable() throws IOException {
        synchronized (reading) {
            while (isReading() && isMoreThere() && readPiece()) {
                // until nothing is there
            }
        }
    }

    /** Asks for a callback only if one is to come: Payara would call back when the request is over. */
    private boolean isMoreThere() throws IOException {
        return hasAllArrived ? in.available() > 0 : in.isReady();
    }

    /** Reads what is there, or refuses the body; returns false at its end. */
    private boolean readPiece() throws IOException {
        State now = state.get();
        if (now == State.RECEIVING && !isTooLarge() && !hasRoom()) {
            return true; // refused
        }
        boolean keep = now == State.RECEIVING && !isTooLarge();
        int read = keep ? in.read(body, length, body.length - length) : in.read(new byte[PIECE_BYTES]);
        if (read < 0) {
            return false;
        }
        length = Math.addExact(length, read);
        if (length > limitBytes + THROWN_AWAY_BYTES) {
            refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, tooLarge());
        }
        return true;
    }

    /** Says whether the stream is still this request's: Payara calls back late at times, when it is another's already. */
    private boolean isReading() {
        State now = state.get();
        return (now == State.RECEIVING || now == State.REFUSED) && !isAtEnd();
    }

    /** Goes by the length that was declared: on Payara a stream is finished a moment before its bytes can be read. */
    private boolean isAtEnd() {
        return length == declaredBytes;
    }

    @Override
    public void onAllDataRead() throws IOException {
        hasAllArrived = true;
        readAvailable(); // the last bytes may have come between a look for them and the request for a callback
        endReading();
    }

    private void endReading() {
        if (length < declaredBytes) {
            // never run a part of what was sent; refused bodies end here too
            refuse(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "the body ended after " + length + " of " + declaredBytes + " bytes");
        }
        if (state.compareAndSet(State.RECEIVING, State.WAITING)) {
            owner.gate().enter(turn);
            return;
        }
        isRead = true;
        if (isWritten) {
            finish();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (state.compareAndSet(State.RECEIVING, State.REFUSED) || state.get() == State.REFUSED) {
            LOG.log(
                    Level.DEBUG,
                    "a body was not received to its end: {0}",
                    failure.getClass().getName());
            finish();
        }
    }

    /** Refuses a body that comes too slowly, and a request that waits for its turn too long. */
    void check(long nowNanos) {
        long elapsedNanos = nowNanos - startedNanos;
        State now = state.get();
        if (now == State.RECEIVING && owner.isTooSlow(length, elapsedNanos)) {
            refuse(HttpServletResponse.SC_REQUEST_TIMEOUT, owner.tooSlow(length, elapsedNanos));
        } else if (now == State.WAITING && owner.hasWaitedTooLong(elapsedNanos)) {
            refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the request waited too long for its turn, try again");
        } else if (now == State.REFUSED && owner.hasLingered(nowNanos - refusedNanos)) {
            PeerConnection.close(request);
            finish();
        }
    }

    /** Takes note that the request was handled, or will not be. */
    void end() {
        state.set(State.ENDED);
        owner.remove(this);
        release();
        if (takePlace()) {
            owner.gate().ended();
        }
    }

    /** Has the request handled, at once or soon; returns false if it will not be, and its place at the gate is free. */
    private boolean dispatch() {
        synchronized (this) {
            atGate = true;
        }
        if (state.compareAndSet(State.WAITING, State.RUNNING)) {
            thread.whenLeft(this::dispatchNow, owner::runIn);
            return true;
        }
        return !takePlace();
    }

    private void dispatchNow() {
        try {
            async.dispatch(target.dispatchPath());
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a request was gone before it could be handled", e);
            state.compareAndSet(State.RUNNING, State.REFUSED);
            finish();
        }
    }

    /** Runs what was decided meanwhile, now that the container's thread leaves the filter. */
    void leave() {
        thread.leave();
    }

    private synchronized boolean takePlace() {
        boolean owed = atGate;
        atGate = false;
        return owed;
    }

    private boolean hasRoom() {
        if (length < body.length) {
            return true;
        }
        // one byte more than allowed tells a body that is too large from one that is not
        int larger = (int) Math.min(Math.max(PIECE_BYTES, 2L * body.length), limitBytes + 1L);
        if (!reserve(larger - body.length)) {
            return false;
        }
        body = Arrays.copyOf(body, larger);
        return true;
    }

    private boolean reserve(int bytes) {
        ByteBudget.Reservation reservation = budget.reserve(address, bytes);
        synchronized (this) {
            if (reservation == ByteBudget.Reservation.GRANTED) {
                reservedBytes += bytes;
            }
        }
        switch (reservation) {
            case GRANTED -> {
                return true;
            }
            case ADDRESS_FULL ->
                refuse(
                        BodyReceptions.TOO_MANY_REQUESTS,
                        "the bodies that your address has under way are over the limit of " + budget.perAddress()
                                + " bytes, try again later");
            case TOTAL_FULL ->
                refuse(
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        "the bodies under way are as many bytes as allowed, try again later");
        }
        return false;
    }

    private void refuse(int status, String reason) {
        if (state.get() == State.REFUSED) {
            return;
        }
        refusedNanos = owner.nanoTime(); // before the state, with which check() reads it
        if (!state.compareAndSet(State.RECEIVING, State.REFUSED)
                && !state.compareAndSet(State.WAITING, State.REFUSED)) {
            return;
        }
        refusedStatus = status;
        owner.gate().leave(turn);
        release();
        thread.whenLeft(() -> owner.runIn(() -> startWriting(status, reason), settleNanos), owner::runIn);
    }

    private void startWriting(int status, String reason) {
        try {
            async.start(() -> write(status, reason));
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a refused request was gone", e);
            finish();
        }
    }

    private void write(int status, String reason) {
        try {
            BodyReceptions.refuse(response, target.isHttp1(), rule, status, reason);
            response.flushBuffer();
            isWritten = true;
            if (isRead) {
                finish();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "the peer of a refused request was gone", e);
            finish();
        }
    }

    /** Completes a refused request, once. */
    private void finish() {
        synchronized (reading) { // nobody may read what is over
            if (!state.compareAndSet(State.REFUSED, State.ENDED)) {
                return;
            }
        }
        end();
        try {
            if (!isWritten) {
                response.setStatus(refusedStatus); // the container would say 200
            }
            async.complete();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a request was over already", e);
        }
    }

    private void release() {
        int bytes;
        synchronized (this) {
            bytes = reservedBytes;
            reservedBytes = 0;
        }
        if (bytes > 0) {
            budget.release(address, bytes);
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // whoever handles the request waits for something; the filter ends the reception
    }
}
