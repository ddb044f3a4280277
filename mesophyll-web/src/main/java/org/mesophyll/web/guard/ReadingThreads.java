package org.mesophyll.web.guard;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The threads by which the server reads what its peers send. On Payara they run requests too, so a flood makes them late, and
 * a worker whose message waits for them is not silent. Other servers read on threads that do nothing else.
 *
 * <p>Safe for any thread.
 */
@ApplicationScoped
public class ReadingThreads {
    private static final Logger LOG = System.getLogger(ReadingThreads.class.getName());

    private volatile List<LateThreads> pools = List.of();

    /** Looks for the threads of the server that an application runs in. */
    public void watch(ServletContext context) {
        if (!PayaraListeners.arePresent(context)) {
            return;
        }
        try {
            pools = PayaraListeners.threads(context).stream()
                    .map(threads -> new LateThreads(threads, System::nanoTime))
                    .toList();
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "workers may be taken for silent while this server is late, for its threads cannot be watched: "
                            + e);
        }
    }

    /**
     * Says whether what had come by a time has been read; also if it has not been within 30 s.
     *
     * @param nanos of {@link System#nanoTime}
     */
    public boolean haveReadUntil(long nanos) {
        boolean haveRead = true;
        for (LateThreads pool : pools) {
            haveRead &= pool.hadTurnUntil(nanos);
        }
        return haveRead;
    }
}
