package org.mesophyll.mesh.websocket;

import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.work.NamedThreads;

/**
 * A timer for Tyrus' idle time-outs that costs nothing while none is set.
 *
 * <p>Tyrus starts a session's idle timer anew with every message in and out, also when its time-out is 0, which means
 * none. On Payara it does so on the managed executor, which looks through all bundles of the server each time: most of the
 * processor time of a small message. A client of Tyrus wakes a thread for it each time. A time-out that is set works here too; the thread that it needs ends 30 s after
 * the last. A session makes its first timer when it is made, so a server's container gets this one before it has any.
 */
public final class IdleTimer extends ScheduledThreadPoolExecutor {
    private static final System.Logger LOG = System.getLogger(IdleTimer.class.getName());
    private static final long IDLE_SECONDS = 30;
    private static final IdleTimer SHARED = new IdleTimer();

    IdleTimer() {
        super(1, NamedThreads.single("mesophyll-idle-timer", IdleTimer.class));
        setRemoveOnCancelPolicy(true);
        setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        allowCoreThreadTimeOut(true);
    }

    /** Has a session of Tyrus use this timer; where its parts are not as expected, it keeps its own. */
    static void replaceThatOf(Session session) {
        replace("service", session);
    }

    /**
     * Has the sessions to come of a server's container, which is the application's own on Payara, use this timer. Where its
     * parts are not as expected, they begin with the container's.
     */
    public static void replaceThatOf(WebSocketContainer container) {
        replace("managedScheduledExecutorService", container);
    }

    private static void replace(String timer, Object in) {
        try {
            Opened.set(timer, in, SHARED);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "messages stay slow, for the sessions of this Tyrus keep their idle timer: " + e);
        }
    }

    /** Returns null, which Tyrus takes for no timer, if there is no time to wait for. */
    @Override
    @SuppressWarnings("NullAway") // the library that this is for allows what the interface does not
    public @Nullable ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return delay <= 0 ? null : super.schedule(work, delay, unit);
    }
}
