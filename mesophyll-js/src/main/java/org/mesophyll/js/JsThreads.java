package org.mesophyll.js;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes threads that watch over machines, and run no scripts. Daemons, which end when they had nothing to do for a while. */
record JsThreads(String name) implements ThreadFactory {
    static final int IDLE_SECONDS = 10;

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns what runs each task at once, on a thread of its own. */
    Executor forEachTask() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
    }
}
