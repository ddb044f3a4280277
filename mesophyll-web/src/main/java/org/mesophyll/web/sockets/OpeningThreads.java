package org.mesophyll.web.sockets;

import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.work.NamedThreads;

/** The threads that open WebSockets whose handshake is over. Safe for any thread. */
public final class OpeningThreads implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 4_096;
    private static final long LOOK_MILLIS = 1;

    private final ContextService contexts;
    private final ScheduledThreadPoolExecutor threads;

    /**
     * Starts the threads.
     *
     * @param contexts gives them what the container's own threads have of the application
     */
    public OpeningThreads(ContextService contexts) {
        this.contexts = contexts;
        this.threads = new ScheduledThreadPoolExecutor(
                THREADS, NamedThreads.numbered("mesophyll-opening", OpeningThreads.class));
        threads.prestartAllCoreThreads(); // from here on no handshake needs a thread to be started
    }

    /** Returns a task as one that may run on these threads, with the context of the calling thread. */
    Runnable inContext(Runnable task) {
        return contexts.contextualRunnable(task);
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
