package org.mesophyll.web.guard;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The times at which Grizzly closes silent connections. Its filter for that knows requests of HTTP/1.1, but those of HTTP/2
 * run outside of it: their connection counts as silent while they run.
 */
final class IdleDeadlines {
    /** Far more than the second after which a deadline is postponed again, and no more than a silent connection may have. */
    private static final long POSTPONED_MILLIS = 10_000;

    private static final String RECORD = "connection-idle-attribute";
    private static final long CLOSED = 0;
    /** Grizzly in Payara 6.2025.10 never closes connections to such a port as silent; 8181 is Payara's port for HTTPS. */
    private static final String EXEMPT_PORT = "8181";

    private final GrizzlyAttributes attributes;
    private final Method localAddress;
    private final AtomicLongFieldUpdater<Object> deadline; // in milliseconds of the wall clock, which Grizzly goes by

    IdleDeadlines(ClassLoader grizzly) throws ReflectiveOperationException {
        attributes = new GrizzlyAttributes(grizzly);
        localAddress = PayaraRequests.load(grizzly, "Connection").getMethod("getLocalAddress");
        Field updater = PayaraRequests.load(grizzly, "utils.IdleTimeoutFilter$IdleRecord")
                .getDeclaredField("timeoutMillisUpdater");
        updater.setAccessible(true);
        deadline = updaterIn(updater);
    }

    /** Keeps a connection from being closed as silent for the next 10 s; whatever is sent or read ends that earlier. */
    void postpone(Object connection) throws ReflectiveOperationException {
        @Nullable Object record = attributes.get(connection, RECORD);
        if (record != null) {
            long before = deadline.get(record);
            // if Grizzly sets another deadline at this moment, that one is the right one
            deadline.compareAndSet(record, before, postponed(before, System.currentTimeMillis()));
        }
    }

    /** Returns how long a connection may be silent from now on; nothing or less if it should be closed. */
    long remainingMillis(Object connection) throws ReflectiveOperationException {
        @Nullable Object record = attributes.get(connection, RECORD);
        return record == null ? Long.MAX_VALUE : remainingMillis(deadline.get(record), System.currentTimeMillis());
    }

    static long remainingMillis(long deadlineMillis, long nowMillis) {
        return deadlineMillis == CLOSED ? Long.MAX_VALUE : deadlineMillis - nowMillis;
    }

    /** Returns whether Grizzly keeps a connection open however long it is silent. */
    boolean isExempt(Object connection) throws ReflectiveOperationException {
        return String.valueOf(localAddress.invoke(connection)).endsWith(EXEMPT_PORT);
    }

    /** Returns a deadline that is 10 s away at least. */
    static long postponed(long deadlineMillis, long nowMillis) {
        return deadlineMillis == CLOSED ? CLOSED : Math.max(deadlineMillis, nowMillis + POSTPONED_MILLIS);
    }

    @SuppressWarnings("unchecked") // the records are of a class of Grizzly's own
    private static AtomicLongFieldUpdater<Object> updaterIn(Field field) throws IllegalAccessException {
        return (AtomicLongFieldUpdater<Object>) field.get(null);
    }
}
