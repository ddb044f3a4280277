package org.mesophyll.client.script;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads that run scripts: with stacks deep enough for an interpreter's own bound on nested calls to come first, so that
 * a script that recurses too deep gets an error and keeps its machine. Daemons; they end with their executor.
 */
public final class ScriptThreads implements ThreadFactory {
    private static final int STACK_BYTES = 4 << 20;

    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(null, task, "mesophyll-script-" + made.incrementAndGet(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
