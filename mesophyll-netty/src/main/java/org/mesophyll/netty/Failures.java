package org.mesophyll.netty;

import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.mesh.transport.Endpoint;
import org.mesophyll.mesh.transport.TransportException;
import org.mesophyll.mesh.transport.TransportException.Reason;
import org.mesophyll.mesh.work.Guard;

/** Says what went wrong with a socket in the words of the mesh. */
final class Failures {
    private static final Guard UNEXPECTED =
            new Guard(System.getLogger(Failures.class.getName()), "a handler of a connection failed, which is cut");
    /** How the JDK names the alerts (RFC 8446, section 6.2) by which a peer says that it does not believe this end. */
    private static final Pattern DISTRUST = Pattern.compile("alert: \\w*(certificate|unknown_ca|access_denied)\\w*");

    private Failures() {}

    /** Says why a connection was not made. */
    static TransportException connecting(Endpoint to, Throwable cause) {
        String message = "no connection to " + to + ": " + what(cause);
        return isOfPeersBytes(cause)
                ? new TransportException(reason(cause), message)
                : new TransportException(reason(cause), message, cause);
    }

    /** Says why one cannot listen. */
    static TransportException listening(Endpoint at, Throwable cause) {
        Reason reason = cause instanceof BindException ? Reason.ADDRESS_IN_USE : reason(cause);
        return new TransportException(reason, "cannot listen at " + at + ": " + cause.getMessage(), cause);
    }

    /** Logs what ends a connection: that the network or a peer fails is to be expected, all else is ours. */
    static void log(System.Logger logger, Channel channel, Throwable cause) {
        boolean expected = cause instanceof IOException
                || cause instanceof DecoderException
                || cause instanceof WebSocketHandshakeException
                || cause instanceof TransportException;
        if (expected) {
            logger.log(Level.DEBUG, () -> channel + ": " + what(cause));
            return;
        }
        UNEXPECTED.report(cause);
    }

    private static Reason reason(Throwable cause) {
        if (cause instanceof TransportException typed) {
            return typed.reason();
        }
        if (isDistrust(cause)) {
            return Reason.NOT_TRUSTED;
        }
        if (cause instanceof ConnectTimeoutException) {
            return Reason.TIMED_OUT;
        }
        if (cause instanceof ConnectException) {
            return Reason.REFUSED;
        }
        if (cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof SocketException) {
            return Reason.UNREACHABLE;
        }
        if (cause instanceof SSLException
                || cause instanceof DecoderException
                || cause instanceof WebSocketHandshakeException) {
            return Reason.HANDSHAKE_FAILED;
        }
        return Reason.FAILED;
    }

    /** Describes a failure without what the peer sent. */
    private static String what(Throwable cause) {
        if (isOfPeersBytes(cause)) {
            return "the other end does not speak TLS";
        }
        boolean wrapped = cause instanceof DecoderException && cause.getCause() != null;
        return wrapped || cause instanceof TransportException ? String.valueOf(cause.getMessage()) : cause.toString();
    }

    /** Says whether a failure tells what came instead of TLS. */
    private static boolean isOfPeersBytes(Throwable cause) {
        return cause instanceof NotSslRecordException || cause.getCause() instanceof NotSslRecordException;
    }

    private static boolean isDistrust(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathValidatorException
                    || cause instanceof SSLPeerUnverifiedException
                    || (cause instanceof SSLException
                            && DISTRUST.matcher(cause.toString()).find())) {
                return true;
            }
        }
        return false;
    }
}
