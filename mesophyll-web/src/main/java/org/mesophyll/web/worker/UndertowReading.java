package org.mesophyll.web.worker;

import jakarta.servlet.ServletContext;
import jakarta.websocket.server.ServerContainer;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;

/**
 * Has Undertow, the web server in WildFly, call this application's WebSocket endpoints on the thread that has read the
 * frame, instead of waking another for each: they never block.
 *
 * <p>This is the server's setting {@code dispatch-to-worker}, for this application alone. It has no other way in: Undertow
 * has made the container before anything of an application runs. Where its parts are not as expected, everything works as
 * the server's configuration says, only slower.
 */
public final class UndertowReading {
    private static final System.Logger LOG = System.getLogger(UndertowReading.class.getName());
    private static final String UNDERTOW = "io.undertow.websockets.jsr.ServerWebSocketContainer";

    private UndertowReading() {}

    /** Changes the WebSocket container of an application; without effect on other servers. */
    public static void onReadingThread(ServletContext context) {
        Object container = context.getAttribute(ServerContainer.class.getName());
        if (container == null || !container.getClass().getName().equals(UNDERTOW)) {
            return;
        }
        try {
            Field dispatches = container.getClass().getDeclaredField("dispatchToWorker");
            dispatches.setAccessible(true);
            dispatches.setBoolean(container, false);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.WARNING, "messages stay slow, for this server hands each frame to another thread: " + e);
        }
    }
}
