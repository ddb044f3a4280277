package org.mesophyll.mesh.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.mesophyll.mesh.work.RareLog;

/**
 * A session of Tyrus in a servlet container, which is Payara's.
 *
 * <p>Its own close does not wait for the peer's answer. It frees the request and its buffers at once, for the next
 * request of anybody, while this connection's reader may still use them; and a peer that is sending gets a reset
 * instead of the close frame. So the close frame is all that is sent here: the peer's answer, or the end of its
 * stream, comes to the container's reader, and that is a safe place for Tyrus to close.
 */
final class TyrusServletSession implements SessionHold {
    private static final RareLog NOT_REACHED =
            new RareLog(System.getLogger(TyrusServletSession.class.getName()), System::nanoTime);

    private final Session session;
    private final Object writer;
    private final SessionHolds.Cut cut;

    /** Looks the socket up while the connection is certain to be this session's; later it may be another's. */
    TyrusServletSession(Session session, Object writer) {
        this.session = session;
        this.writer = writer;
        this.cut = cutOf(session, writer);
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        try {
            for (Method method : writer.getClass().getDeclaredMethods()) {
                if (method.getName().equals("write") && method.getParameterTypes()[0] == ByteBuffer.class) {
                    method.setAccessible(true);
                    method.invoke(writer, CloseFrame.of(reason), null);
                    return;
                }
            }
            throw new NoSuchMethodException("write(ByteBuffer, CompletionHandler)");
        } catch (ReflectiveOperationException e) {
            throw new IOException("the writer of session " + session.getId() + " took no close frame", e);
        }
    }

    @Override
    public void cut() {
        SessionHolds.cutOrClose(session, cut);
    }

    private static SessionHolds.Cut cutOf(Session session, Object writer) {
        try {
            SocketChannel channel = channelOf(writer);
            return () -> shutDown(channel);
        } catch (ReflectiveOperationException | RuntimeException e) {
            NOT_REACHED.warn(
                    () -> "cannot reach the sockets of this server's sessions, and will close them politely: " + e);
            return session::close;
        }
    }

    private static SocketChannel channelOf(Object writer) throws ReflectiveOperationException {
        Object upgradeHandler = Opened.field("tyrusHttpUpgradeHandler", writer.getClass(), writer);
        Object webConnection = Opened.call("getWebConnection", upgradeHandler);
        Object inner = webConnection instanceof Wrapper wrapper ? wrapper.wrapped() : webConnection;
        Object servletRequest = Opened.field("request", inner.getClass(), inner);
        Object grizzlyRequest = Opened.call("getCoyoteRequest", servletRequest);
        Object connection = Opened.call("getConnection", Opened.call("getContext", grizzlyRequest));
        return (SocketChannel) Opened.call("getChannel", connection);
    }

    /** Ends the stream in both directions: the container's reader finds its end, and lets go of the rest itself. */
    private static void shutDown(SocketChannel channel) throws IOException {
        if (channel.isConnected()) {
            channel.shutdownOutput();
            channel.shutdownInput();
        }
    }
}
