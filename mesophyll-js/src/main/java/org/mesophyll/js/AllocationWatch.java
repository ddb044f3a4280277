package org.mesophyll.js;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks every few milliseconds how much the threads of calls have allocated, and stops the calls that went too far: the
 * engine caps no memory. Between two looks a call may go any far. Safe for use by any number of threads.
 */
final class AllocationWatch {
    private static final long INTERVAL_MILLIS = 5;
    private static final int MOST_IDLE_LOOKS = 400;

    private final ThreadMXBean threads = threads();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looks = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor clockwork;
    private int idleLooks; // confined to the clockwork

    /** A call that is under way. */
    static final class Call {
        private final long thread = Thread.currentThread().getId();
        private final long mostBytes;
        private final Runnable stop;

        private Call(long mostBytes, Runnable stop) {
            this.mostBytes = mostBytes;
            this.stop = stop;
        }
    }

    AllocationWatch() {
        clockwork = new ScheduledThreadPoolExecutor(1, new JsThreads("mesophyll-js-watch"));
        clockwork.setKeepAliveTime(JsThreads.IDLE_SECONDS, TimeUnit.SECONDS);
        clockwork.allowCoreThreadTimeOut(true);
    }

    /**
     * Takes note that this thread begins a call.
     *
     * @param budget how many bytes it may allocate
     * @param stop run by another thread, perhaps more than once, when it has allocated more; must not block
     */
    Call begin(long budget, Runnable stop) {
        Call call =
                new Call(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) + budget, stop);
        calls.add(call);
        startLooking();
        return call;
    }

    void end(Call call) {
        calls.remove(call);
    }

    private void startLooking() {
        if (!looks.get() && looks.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        var unused = clockwork.schedule(this::look, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        for (Call call : calls) {
            if (threads.getThreadAllocatedBytes(call.thread) > call.mostBytes) {
                call.stop.run();
            }
        }
        idleLooks = calls.isEmpty() ? idleLooks + 1 : 0;
        if (idleLooks < MOST_IDLE_LOOKS) {
            lookLater();
            return;
        }
        idleLooks = 0;
        looks.set(false);
        if (!calls.isEmpty()) { // one began while this still seemed to look
            startLooking();
        }
    }

    private static ThreadMXBean threads() {
        if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                && threads.isThreadAllocatedMemorySupported()) {
            threads.setThreadAllocatedMemoryEnabled(true);
            return threads;
        }
        throw new IllegalStateException("this JVM does not say what a thread has allocated");
    }
}
