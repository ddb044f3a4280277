package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response whose body is collected in memory and sent when it is complete, so that nobody who makes an answer waits for the
 * peer (docs/adr/0032). Status and headers go to the container's response.
 *
 * <p>An answer of up to 16 KiB is written at once. A larger one becomes an {@link AnswerDelivery}. One that has no room in
 * memory becomes a 503; one over {@link AnswerDeliveries#LARGEST_COLLECTED} is written while it is made, if there is a place.
 * Nothing here throws because a peer is gone.
 *
 * <p>Used by one thread at a time, except for {@link #over}.
 */
final class CollectedAnswer extends HttpServletResponseWrapper {
    private static final Logger LOG = System.getLogger(CollectedAnswer.class.getName());

    private enum State {
        /** The body goes into memory. */
        COLLECTING,
        /** The body is longer than memory may hold, and goes to the peer. */
        STREAMING,
        /** There was no room: what comes is thrown away, and the answer will be 503. */
        REFUSED,
        /** The container makes the body, or the peer is gone: what comes is thrown away. */
        DISCARDING
    }

    private final AnswerDeliveries owner;
    private final BodyRule rule;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final RequestThread thread;
    private final AnsweredRequest answered;
    private final CollectingStream stream = new CollectingStream(this);
    private final WatchedWrite watch;
    private final AnswerBytes bytes;
    private final AtomicBoolean sent = new AtomicBoolean();
    private volatile @Nullable AnswerDelivery delivery;
    private volatile boolean isOver;
    private volatile State state = State.COLLECTING;
    private String refusal = "";
    private @Nullable PrintWriter writer;

    CollectedAnswer(
            AnswerDeliveries owner,
            BodyRule rule,
            HttpServletRequest request,
            HttpServletResponse response,
            RequestThread thread) {
        super(response);
        this.owner = owner;
        this.rule = rule;
        this.request = request;
        this.response = response;
        this.thread = thread;
        this.answered = new AnsweredRequest(request, this);
        this.watch = new WatchedWrite(owner, request);
        this.bytes = owner.bytesFor(request);
    }

    /** Returns the request to pass on: completing it asynchronously sends this answer first. */
    HttpServletRequest request() {
        return answered;
    }

    /** Sends the answer if nobody made the request asynchronous. The container's thread calls this as it leaves the filter. */
    void leave() {
        if (!answered.hasStarted()) {
            boolean unused = send(this::startAsync);
        }
        thread.leave();
    }

    private AsyncContext startAsync() {
        AsyncContext started = request.startAsync(request, response);
        started.setTimeout(0); // the least rate is the deadline
        started.addListener(new AnsweredRequest.End(this));
        return started;
    }

    /** Forgets the answer, because what made it has failed and the container will answer. */
    void abandon() {
        if (!answered.hasStarted() && sent.compareAndSet(false, true)) {
            discard();
        }
        thread.leave();
    }

    /** Sends the answer of an asynchronous request, and then completes it, now or later. */
    void complete(AsyncContext async) {
        boolean isOnItsWay = false;
        try {
            isOnItsWay = send(() -> async);
        } finally {
            if (!isOnItsWay) {
                async.complete();
            }
        }
    }

    /** Learns that the container has ended the asynchronous request. */
    void over() {
        isOver = true;
        AnswerDelivery current = delivery;
        if (current != null) {
            current.over();
        }
    }

    /**
     * Sends what was collected, once.
     *
     * @param async makes the request asynchronous if the answer cannot be written at once
     * @return whether the answer is on its way, and completes the request when it has been written
     */
    private boolean send(Supplier<AsyncContext> async) {
        if (!sent.compareAndSet(false, true)) {
            return delivery != null;
        }
        boolean isOnItsWay = false;
        try {
            isOnItsWay = begin(async);
        } catch (IOException | RuntimeException e) {
            gone(e);
            owner.cut(request);
        } catch (Error e) { // no memory, say: half an answer must not look like a whole one
            owner.close(request);
            throw e;
        } finally {
            if (!isOnItsWay) {
                discard();
            }
        }
        return isOnItsWay;
    }

    private boolean begin(Supplier<AsyncContext> async) throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (state == State.STREAMING) {
            watch.write(0, response.getOutputStream()::close);
        } else if (state == State.REFUSED) {
            writeRefusal();
        }
        return state == State.COLLECTING && bytes.length() > 0 && !isOver && sendCollected(async);
    }

    private boolean sendCollected(Supplier<AsyncContext> async) throws IOException {
        ServletOutputStream out = response.getOutputStream();
        response.setContentLength((int) bytes.length());
        AnswerBacklog backlog = PayaraBacklog.of(request);
        if (bytes.isSmall() && backlog.takesAtOnce(out)) {
            watch.write((int) bytes.length(), () -> {
                int unused = bytes.writeSome(out);
                out.close(); // here, so that nothing is left for a moment when nobody watches
            });
            return false;
        }
        AnswerDelivery begun = new AnswerDelivery(owner, request, out, bytes, backlog, async.get(), thread);
        delivery = begun;
        begun.start();
        return true;
    }

    private void writeRefusal() throws IOException {
        state = State.COLLECTING;
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader("Retry-After", "1");
        rule.refusal().write(this, HttpServletResponse.SC_SERVICE_UNAVAILABLE, refusal);
    }

    /** Takes bytes of the body. */
    void write(byte[] from, int offset, int count) {
        if (state == State.COLLECTING && bytes.length() + count > AnswerDeliveries.LARGEST_COLLECTED) {
            beginStreaming();
        }
        if (state == State.COLLECTING) {
            long length = bytes.length() + count;
            ByteBudget.Reservation reservation = bytes.append(from, offset, count);
            if (reservation != ByteBudget.Reservation.GRANTED) {
                refuse(owner.noRoom(reservation, length));
            }
        } else if (state == State.STREAMING) {
            stream(count, out -> out.write(from, offset, count));
        }
    }

    private void beginStreaming() {
        if (!owner.beginLongAnswer()) {
            refuse("answers of more than " + AnswerDeliveries.LARGEST_COLLECTED + " bytes go to "
                    + AnswerDeliveries.LONG_ANSWERS + " peers already, which is the limit; try again later");
            return;
        }
        state = State.STREAMING;
        stream((int) bytes.length(), out -> {
            while (bytes.writeSome(out) > 0) {
                // until nothing is left
            }
        });
        bytes.clear();
    }

    /** Writes to the peer. */
    @FunctionalInterface
    private interface Writing {
        void to(ServletOutputStream out) throws IOException;
    }

    private void stream(int count, Writing writing) {
        try {
            ServletOutputStream out = response.getOutputStream();
            watch.write(count, () -> writing.to(out));
        } catch (IOException | RuntimeException e) {
            gone(e);
            owner.cut(request);
            discard();
        }
    }

    private void refuse(String reason) {
        refusal = reason;
        state = State.REFUSED;
        bytes.clear();
    }

    private void discard() {
        if (state == State.STREAMING) {
            owner.endLongAnswer();
        }
        state = State.DISCARDING;
        bytes.clear();
    }

    private static void gone(Exception e) {
        LOG.log(Level.DEBUG, "the peer of an answer was gone: {0}", e.getClass());
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter made = writer;
        if (made == null) {
            setCharacterEncoding(getCharacterEncoding());
            made = new PrintWriter(new OutputStreamWriter(stream, Charset.forName(getCharacterEncoding())));
            writer = made;
        }
        return made;
    }

    /** Does nothing: what is collected is sent as a whole. */
    @Override
    public void flushBuffer() {}

    /** Does nothing: there is no buffer to fill. */
    @Override
    public void setBufferSize(int size) {}

    @Override
    public boolean isCommitted() {
        return state == State.STREAMING || super.isCommitted();
    }

    @Override
    public void resetBuffer() {
        if (isCommitted()) {
            throw new IllegalStateException("the answer is being sent already");
        }
        bytes.clear();
        writer = null;
        state = State.COLLECTING;
    }

    @Override
    public void reset() {
        resetBuffer();
        super.reset();
    }

    @Override
    public void sendError(int status) throws IOException {
        resetBuffer();
        state = State.DISCARDING;
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String reason) throws IOException {
        resetBuffer();
        state = State.DISCARDING;
        super.sendError(status, reason);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        resetBuffer();
        state = State.DISCARDING;
        super.sendRedirect(location);
    }
}
