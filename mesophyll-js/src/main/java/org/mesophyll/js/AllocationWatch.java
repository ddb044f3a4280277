package org.mesophyll.js;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;

/**
 * Looks every few milliseconds how much the threads of calls have allocated, and stops the calls that went too far: the
 * engine caps no memory. Between two looks a call may go any far. Safe for use by any number of threads.
 */
final class AllocationWatch {
    private static final long INTERVAL_NANOS = 5_000_000;
    private static final int MOST_IDLE_LOOKS = 400;

    private final ThreadMXBean threads = threads();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looks = new AtomicBoolean();
    private final Guard guard =
            new Guard(System.getLogger(AllocationWatch.class.getName()), "a script could not be stopped");
    private final ThreadFactory factory;

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
        this(NamedThreads.single("mesophyll-js-watch", AllocationWatch.class));
    }

    AllocationWatch(ThreadFactory factory) {
        this.factory = factory;
    }

    /**
     * Takes note that this thread begins a call.
     *
     * @param budget how many bytes it may allocate
     * @param stop run by another thread, perhaps more than once, when it has allocated more; must not block
     * @throws IllegalStateException if nobody can watch it, because no thread can be started: it must not begin then
     */
    Call begin(long budget, Runnable stop) {
        Call call =
                new Call(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) + budget, stop);
        calls.add(call);
        boolean watched = false;
        try {
            startLooking();
            watched = true;
        } finally {
            if (!watched) {
                calls.remove(call);
            }
        }
        return call;
    }

    void end(Call call) {
        calls.remove(call);
    }

    private void startLooking() {
        if (!looks.get() && looks.compareAndSet(false, true)) {
            try {
                factory.newThread(this::lookUntilIdle).start();
            } catch (RuntimeException | Error e) { // for now: the next call tries again
                looks.set(false);
                throw new IllegalStateException("no thread can be started that watches what a script allocates", e);
            }
        }
    }

    private void lookUntilIdle() {
        int idleLooks = 0;
        while (idleLooks < MOST_IDLE_LOOKS) {
            guard.run(this::look);
            idleLooks = calls.isEmpty() ? idleLooks + 1 : 0;
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        looks.set(false);
        if (!calls.isEmpty()) { // one began while this still seemed to look
            guard.run(this::startLooking);
        }
    }

    private void look() {
        for (Call call : calls) {
            if (threads.getThreadAllocatedBytes(call.thread) > call.mostBytes) {
                guard.run(call.stop); // one that fails is stopped again at the next look, and so are the others
            }
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
