package org.mesophyll.web.guard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The answers of all doors that are on their way out: their bytes, and the peers that are too slow to take them.
 *
 * <p>Safe for use by any number of threads.
 */
public final class AnswerDeliveries {
    /** Largest answer that is collected in memory; a longer one is written while it is made. */
    static final int LARGEST_COLLECTED = 8 << 20;

    /** How many answers that are longer may be written at once; each holds a thread. */
    static final int LONG_ANSWERS = 2;

    /** After how many times the grace without a byte taken a peer is given up, however fast it was before. */
    private static final int STALLED_GRACES = 3;

    private static final Logger LOG = System.getLogger(AnswerDeliveries.class.getName());
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final AnswerSettings settings;
    private final LongSupplier nanoClock;
    private final BodyReceptions.Timer timer;
    private final Consumer<HttpServletRequest> connections; // closes that of a request
    private final ByteBudget budget;
    private final Semaphore longAnswers = new Semaphore(LONG_ANSWERS);
    private final Set<AnswerDelivery> deliveries = ConcurrentHashMap.newKeySet();
    private final Set<WatchedWrite> writes = ConcurrentHashMap.newKeySet();

    /** Starts with none; {@link #check} must be called several times a second. */
    public AnswerDeliveries(AnswerSettings settings, LongSupplier nanoClock, BodyReceptions.Timer timer) {
        this(settings, nanoClock, timer, PeerConnection::close);
    }

    AnswerDeliveries(
            AnswerSettings settings,
            LongSupplier nanoClock,
            BodyReceptions.Timer timer,
            Consumer<HttpServletRequest> connections) {
        this.settings = settings;
        this.connections = connections;
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.budget = new ByteBudget(settings.maxBytes(), settings.maxBytesPerAddress());
    }

    /** Closes the connections of peers that take their answers too slowly; never blocks. */
    public void check() {
        long now = nanoClock.getAsLong();
        deliveries.forEach(delivery -> check(delivery, one -> one.check(now)));
        writes.forEach(write -> check(write, one -> one.check(now)));
    }

    /** Returns the bytes that answers hold, except for the first 16 KiB of each. */
    public long heldBytes() {
        return budget.held();
    }

    /** Begins the answer to a request on the container's thread, which must call {@link CollectedAnswer#leave} at its end. */
    CollectedAnswer collect(BodyRule rule, HttpServletRequest request, HttpServletResponse response) {
        long settleNanos = PeerConnection.isPayara(request) ? SETTLE_NANOS : 0;
        return new CollectedAnswer(this, rule, request, response, new RequestThread(settleNanos, nanoClock));
    }

    AnswerBytes bytesFor(HttpServletRequest request) {
        return new AnswerBytes(budget, () -> RemoteAddress.of(request.getRemoteAddr()));
    }

    /** Says why an answer has no room in memory. */
    String noRoom(ByteBudget.Reservation reservation, long length) {
        String ofAll = switch (reservation) {
            case GRANTED -> throw new IllegalArgumentException("there is room");
            case ADDRESS_FULL ->
                "the answers that your address has not read yet would hold more than " + settings.maxBytesPerAddress();
            case TOTAL_FULL -> "the answers that wait to be read would hold more than " + settings.maxBytes();
        };
        return ofAll + " bytes, which is the limit, with this one of at least " + length
                + " bytes; the request has run, try again later if it only reads";
    }

    /** Takes one of the places for answers that are too long to be collected. */
    boolean beginLongAnswer() {
        return longAnswers.tryAcquire();
    }

    void endLongAnswer() {
        longAnswers.release();
    }

    void add(AnswerDelivery delivery) {
        deliveries.add(delivery);
    }

    void remove(AnswerDelivery delivery) {
        deliveries.remove(delivery);
    }

    void watch(WatchedWrite write) {
        writes.add(write);
    }

    void forget(WatchedWrite write) {
        writes.remove(write);
    }

    /**
     * Has the peer of an answer that was not sent to its end see that. Over HTTP/2 the length tells, and other requests use the
     * connection.
     */
    void cut(HttpServletRequest request) {
        if (ReceivedRequest.isHttp1(request)) {
            close(request);
        }
    }

    /** Closes the connection of a request that is not over. */
    void close(HttpServletRequest request) {
        connections.accept(request);
    }

    void schedule(Runnable step, long delayNanos) {
        timer.schedule(step, delayNanos);
    }

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    /** Returns whether bytes took longer than the grace and the least rate allow. */
    boolean isTooSlow(long bytes, long elapsedNanos) {
        long countedNanos = elapsedNanos - settings.grace().toNanos();
        return countedNanos > 0
                && bytes < (double) settings.leastBytesPerSecond() * countedNanos / TimeUnit.SECONDS.toNanos(1);
    }

    /** Returns whether a peer has taken nothing for so long that it is given up. */
    boolean isStalled(long elapsedNanos) {
        return elapsedNanos >= STALLED_GRACES * settings.grace().toNanos();
    }

    private static <T> void check(T one, Consumer<T> check) {
        try {
            check.accept(one);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "an answer's deadline could not be checked", e);
        }
    }
}
