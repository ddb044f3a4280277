package org.mesophyll.web.guard;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.mesophyll.mesh.work.RareLog;

/**
 * Closes connections of Payara whose peer takes too long for the head of a request, and keeps those open whose requests of
 * HTTP/2 run longer than a connection may be silent. Payara by itself counts silence from the last byte, so a byte a second
 * holds a connection for ever, and it takes an HTTP/2 connection that waits for an answer for a silent one.
 */
final class ConnectionDeadlines implements RequestWatcher {
    private static final RareLog CLOSED =
            new RareLog(System.getLogger(ConnectionDeadlines.class.getName()), System::nanoTime);
    private static final RareLog FAILURES =
            new RareLog(System.getLogger(ConnectionDeadlines.class.getName()), System::nanoTime);
    private static final long NEAR_MILLIS = 3_000; // a few sweeps

    /** Grizzly's own concurrent maps, by connection; one for each listener. */
    private final List<Map<?, ?>> open = new ArrayList<>();
    /** Connections that Grizzly forgets at their deadline instead of closing them. Confined to the sweep. */
    private final Set<Object> exempt = new HashSet<>();

    private final PayaraStreams streams;
    private final PartialHeads partialHeads;
    private final IdleDeadlines idle;
    private final HeadDeadlines heads;
    private final Method isOpen;
    private final Method close;

    /**
     * Watches connections.
     *
     * @param idleFilters Grizzly's {@code IdleTimeoutFilter} of each listener, which know its open connections
     * @param hasReadUntil see {@link HeadDeadlines}
     */
    ConnectionDeadlines(
            ClassLoader grizzly, List<Object> idleFilters, PayaraStreams streams, LongPredicate hasReadUntil)
            throws ReflectiveOperationException {
        this.streams = streams;
        partialHeads = new PartialHeads(grizzly);
        idle = new IdleDeadlines(grizzly);
        heads = new HeadDeadlines(hasReadUntil, System::nanoTime);
        Class<?> closeable = PayaraRequests.load(grizzly, "Closeable");
        isOpen = closeable.getMethod("isOpen");
        close = closeable.getMethod("closeSilently");
        Field queue = hidden(PayaraRequests.load(grizzly, "utils.IdleTimeoutFilter"), "queue");
        Field connections = hidden(queue.getType(), "queue");
        for (Object filter : idleFilters) {
            open.add((Map<?, ?>) connections.get(queue.get(filter)));
        }
    }

    @Override
    public void received(Object connection, Object request) {
        heads.headCompleted(connection);
    }

    /** Looks at all open connections; called once a second, by one thread. */
    void sweep() {
        Set<Object> unfinished = new HashSet<>();
        for (Object connection : List.copyOf(exempt)) {
            look(connection, unfinished);
        }
        for (Map<?, ?> ofListener : open) {
            for (Object connection : ofListener.keySet()) {
                look(connection, unfinished);
            }
        }
        for (Object connection : heads.overdue(unfinished)) {
            CLOSED.warn(() -> "a connection was closed because it took too long to send the head of a request");
            close(connection);
        }
    }

    /** Keeps one connection's deadlines, and adds it to the set if it holds part of a head. */
    private void look(Object connection, Set<Object> unfinished) {
        try {
            if (streams.areRunning(connection)) {
                idle.postpone(connection);
            }
            if (partialHeads.isIn(connection)) {
                unfinished.add(connection);
            }
            closeIfExempt(connection);
        } catch (ReflectiveOperationException | RuntimeException | Error e) { // the others have deadlines too
            FAILURES.warn(() -> "could not look at a connection: " + e);
        }
    }

    /** Closes a silent connection that Grizzly keeps open. Remembers it before its deadline, when Grizzly forgets it. */
    private void closeIfExempt(Object connection) throws ReflectiveOperationException {
        long remainingMillis = idle.remainingMillis(connection);
        if (remainingMillis > NEAR_MILLIS) {
            if (exempt.contains(connection) && !(boolean) isOpen.invoke(connection)) {
                exempt.remove(connection);
            }
            return;
        }
        if (idle.isExempt(connection)) {
            exempt.add(connection);
            if (remainingMillis <= 0) {
                close(connection);
            }
        }
    }

    private void close(Object connection) {
        try {
            close.invoke(connection);
        } catch (ReflectiveOperationException | RuntimeException e) {
            FAILURES.warn(() -> "could not close a connection: " + e);
        }
    }

    private static Field hidden(Class<?> of, String name) throws NoSuchFieldException {
        Field found = of.getDeclaredField(name);
        found.setAccessible(true);
        return found;
    }
}
