package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.mesh.work.Guard;

/**
 * The bodies of all doors that are on their way in: their number of bytes, their deadlines, and the requests that are
 * handled once they are complete.
 *
 * <p>Safe for use by any number of threads.
 */
public final class BodyReceptions {
    private static final Guard CHECKS =
            new Guard(System.getLogger(BodyReceptions.class.getName()), "a body's deadline could not be checked");
    static final int TOO_MANY_REQUESTS = 429;

    /** Largest body of someone who has not proven who they are. */
    public static final int STRANGER_BYTES = 4 * 1024;

    private static final int STRANGERS_BYTES = 4 << 20;
    private static final int STRANGERS_BYTES_PER_ADDRESS = 256 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** How long the rest of a refused body is thrown away before the connection is closed. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final BodySettings settings;
    private final LongSupplier nanoClock;
    private final Timer timer;
    private final ByteBudget known;
    private final ByteBudget strangers = new ByteBudget(STRANGERS_BYTES, STRANGERS_BYTES_PER_ADDRESS);
    private final RequestGate gate;
    private final Set<BodyReception> pending = ConcurrentHashMap.newKeySet();

    /** Runs a step that does not block after some nanoseconds. */
    @FunctionalInterface
    public interface Timer {
        void schedule(Runnable step, long delayNanos);
    }

    /** Starts with none; {@link #check} must be called several times a second. */
    public BodyReceptions(BodySettings settings, LongSupplier nanoClock, Timer timer) {
        this.settings = settings;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.known = new ByteBudget(settings.maxBytes(), settings.maxBytesPerAddress());
        this.gate = new RequestGate(settings.maxRunning());
    }

    /** Refuses the bodies that come too slowly, and the requests that have waited too long; never blocks. */
    public void check() {
        long now = nanoClock.getAsLong();
        for (BodyReception reception : pending) {
            CHECKS.run(() -> reception.check(now));
        }
    }

    /** Returns the bytes that bodies hold, those of requests that wait included. */
    public long heldBytes() {
        return known.held() + strangers.held();
    }

    /** Returns how many requests wait for their bodies, for their turn, or for their senders to take a refusal. */
    public long waiting() {
        return pending.size();
    }

    /** Receives the body of a request that is asynchronous by now, and then has it dispatched. */
    void receive(BodyRule rule, HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        ByteBudget budget = rule.knows().test(request) ? known : strangers;
        BodyReception reception = new BodyReception(this, rule, request, response, budget, async);
        request.setAttribute(DoorFilter.RECEPTION, reception);
        PayaraHead.letGo(request);
        async.setTimeout(0); // check() decides
        async.addListener(reception);
        pending.add(reception);
        try {
            reception.start();
        } finally {
            reception.leave();
        }
    }

    /** Runs a step now, or on the timer if there is a delay. */
    void runIn(Runnable step, long delayNanos) {
        if (delayNanos <= 0) {
            step.run();
        } else {
            timer.schedule(step, delayNanos);
        }
    }

    void remove(BodyReception reception) {
        pending.remove(reception);
    }

    RequestGate gate() {
        return gate;
    }

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    boolean isTooSlow(int length, long elapsedNanos) {
        if (elapsedNanos >= settings.deadline().toNanos()) {
            return true;
        }
        long countedNanos = elapsedNanos - settings.grace().toNanos();
        return countedNanos > 0
                && length < (double) settings.leastBytesPerSecond() * countedNanos / TimeUnit.SECONDS.toNanos(1);
    }

    boolean hasLingered(long sinceRefusalNanos) {
        return sinceRefusalNanos >= LINGER.toNanos();
    }

    boolean hasWaitedTooLong(long elapsedNanos) {
        return elapsedNanos >= settings.deadline().plus(LONGEST_WAIT).toNanos();
    }

    String tooSlow(int length, long elapsedNanos) {
        return length + " bytes of the body came in " + TimeUnit.NANOSECONDS.toMillis(elapsedNanos) + " ms; needed are "
                + settings.leastBytesPerSecond() + " bytes/s after " + settings.grace() + ", and all of it within "
                + settings.deadline();
    }

    /** Writes a refusal; over HTTP/1 the connection ends with it, for the rest of the body is not read. */
    static void refuse(HttpServletResponse response, boolean http1, BodyRule rule, int status, String reason)
            throws IOException {
        response.setStatus(status);
        if (http1) {
            response.setHeader("Connection", "close");
        }
        if (status == TOO_MANY_REQUESTS || status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
            response.setHeader("Retry-After", "1");
        }
        rule.refusal().write(response, status, reason);
    }
}
