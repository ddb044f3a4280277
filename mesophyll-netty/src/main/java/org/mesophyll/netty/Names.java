package org.mesophyll.netty;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.work.Handoff;

/** Looks host names up, for which the JDK blocks a thread: on threads of its own, which end when there is nothing to do. */
final class Names {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 1_024;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    Names() {
        this(new DefaultThreadFactory("mesophyll-names", true));
    }

    Names(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Looks a host up. An address is there at once.
     *
     * @return completed with at least one address, on any thread, or with an {@link UnknownHostException} or a {@link
     *     RejectedExecutionException} if too many look-ups wait
     */
    CompletableFuture<List<InetAddress>> lookUp(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        if (address != null) {
            return CompletableFuture.completedFuture(List.of(address));
        }
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Handoff.execute(threads, () -> resolve(host, found), found::completeExceptionally);
        return found;
    }

    /** Ends the threads; one that the system keeps waiting ends when that is over. */
    void end() {
        threads.shutdownNow();
    }

    private static void resolve(String host, CompletableFuture<List<InetAddress>> found) {
        try {
            found.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException | RuntimeException | Error e) { // whatever it is: somebody waits for it
            found.completeExceptionally(e);
        }
    }
}
