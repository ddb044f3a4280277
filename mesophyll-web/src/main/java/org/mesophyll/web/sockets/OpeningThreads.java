package org.mesophyll.web.sockets;

import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.work.NamedThreads;

/** The threads that open WebSockets whose handshake is over. Safe for any thread. */
public final class OpeningThreads implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 4_096;
    private static final long LOOK_MILLIS = 1;

    private final Executor context;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * Starts the threads. To be called by a thread of the application.
     *
     * @param contexts gives them what the calling thread has of the application; asked once, because Payara searches the
     *     whole class path each time that it is asked
     */
    public OpeningThreads(ContextService contexts) {
        this.context = contexts.createContextualProxy(Runnable::run, Executor.class);
        this.threads = new ScheduledThreadPoolExecutor(
                THREADS, NamedThreads.numbered("mesophyll-opening", OpeningThreads.class));
        threads.prestartAllCoreThreads(); // from here on no handshake needs a thread to be started
    }

    /** Runs a task, on the calling thread, with the context of the application. */
    void inContext(Runnable task) {
        context.execute(task);
    }

    /**
     * Runs a task in a millisecond.
     *
     * @throws RejectedExecutionException if 4 096 tasks wait, or the threads have ended
     */
    void soon(Runnable task) {
        if (threads.getQueue().size() >= MOST_WAITING) {
            throw new RejectedExecutionException(MOST_WAITING + " others wait to be opened");
        }
        var unused = threads.schedule(task, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Ends the threads; what waits is dropped, because the container closes its connections with the application. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
