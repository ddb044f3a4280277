package org.mesophyll.netty;

import java.time.Duration;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.transport.ConnectionSettings;

/**
 * The bounds of a transport; durations are positive and at most {@link LinkSettings#LONGEST}.
 *
 * @param connection the bounds of each connection
 * @param tls certificates, for {@code tcps} and {@code wss}
 * @param loopThreads how many event loops share the sockets, 1 to {@value #MOST_LOOP_THREADS}
 * @param backlog how many connections of one listener may be within their handshakes or wait to be accepted, 1 to
 *     {@value #MOST_BACKLOG}; more are refused
 * @param handshakeTimeout how long one who connects to a listener has for all handshakes
 */
public record NettySettings(
        ConnectionSettings connection, TlsSettings tls, int loopThreads, int backlog, Duration handshakeTimeout) {
    /** The most event loops that there can be. */
    public static final int MOST_LOOP_THREADS = 256;

    /** The most connections that can wait. */
    public static final int MOST_BACKLOG = 65_536;

    /** A loop for each processor, a backlog of 1 024, 10 s for handshakes. */
    public static final NettySettings DEFAULT = new NettySettings(
            ConnectionSettings.DEFAULT,
            TlsSettings.DEFAULT,
            Math.min(Runtime.getRuntime().availableProcessors(), MOST_LOOP_THREADS),
            1_024,
            Duration.ofSeconds(10));

    public NettySettings {
        requireInRange("loop threads", loopThreads, MOST_LOOP_THREADS);
        requireInRange("backlog", backlog, MOST_BACKLOG);
        requireInRange("handshake timeout", handshakeTimeout);
    }

    /** Returns these settings with other bounds for each connection. */
    public NettySettings withConnection(ConnectionSettings other) {
        return new NettySettings(other, tls, loopThreads, backlog, handshakeTimeout);
    }

    /** Returns these settings with other certificates. */
    public NettySettings withTls(TlsSettings other) {
        return new NettySettings(connection, other, loopThreads, backlog, handshakeTimeout);
    }

    /** Returns these settings with another number of event loops. */
    public NettySettings withLoopThreads(int other) {
        return new NettySettings(connection, tls, other, backlog, handshakeTimeout);
    }

    /** Returns these settings with another bound for the connections that a listener has not handed out. */
    public NettySettings withBacklog(int other) {
        return new NettySettings(connection, tls, loopThreads, other, handshakeTimeout);
    }

    /** Returns these settings with another time for the handshakes of those who connect to a listener. */
    public NettySettings withHandshakeTimeout(Duration other) {
        return new NettySettings(connection, tls, loopThreads, backlog, other);
    }

    private static void requireInRange(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " must be 1 to " + most + ": " + value);
        }
    }

    private static void requireInRange(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LinkSettings.LONGEST) > 0) {
            throw new IllegalArgumentException(
                    what + " must be more than PT0S and at most " + LinkSettings.LONGEST + ": " + duration);
        }
    }
}
