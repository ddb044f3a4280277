package org.mesophyll.mesh.work;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads with names. They inherit nothing from the thread that happens to start them: no thread-locals, such as
 * a server's notion of the component that runs, and no class loader but the owner's.
 */
public final class NamedThreads implements ThreadFactory {
    private static final long DEFAULT_STACK = 0;

    private final String name;
    private final boolean numbered;
    private final ClassLoader loader;
    private final long stackBytes;
    private final AtomicInteger made = new AtomicInteger();

    private NamedThreads(String name, boolean numbered, ClassLoader loader, long stackBytes) {
        this.name = name;
        this.numbered = numbered;
        this.loader = loader;
        this.stackBytes = stackBytes;
    }

    /**
     * Returns a factory of threads named {@code prefix-1}, {@code prefix-2} and so on.
     *
     * @param owner whose class loader is the threads' context class loader
     */
    public static NamedThreads numbered(String prefix, Class<?> owner) {
        return new NamedThreads(prefix, true, owner.getClassLoader(), DEFAULT_STACK);
    }

    /** Returns a factory of numbered threads with stacks of a size in bytes. */
    public static NamedThreads numbered(String prefix, Class<?> owner, long stackBytes) {
        return new NamedThreads(prefix, true, owner.getClassLoader(), stackBytes);
    }

    /** Returns a factory for an owner that has one thread at a time: all it makes have the same name. */
    public static NamedThreads single(String name, Class<?> owner) {
        return new NamedThreads(name, false, owner.getClassLoader(), DEFAULT_STACK);
    }

    @Override
    public Thread newThread(Runnable task) {
        String full = numbered ? name + "-" + made.incrementAndGet() : name;
        Thread thread = new Thread(null, task, full, stackBytes, false);
        thread.setContextClassLoader(loader);
        thread.setDaemon(true);
        return thread;
    }
}
