package org.mesophyll.web.guard;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mesophyll.mesh.rpc.RpcLimits;

/**
 * Takes a request's body without a thread waiting for it, and hands the request on once it is there.
 *
 * <p>On Payara a thread that waits for the body of one HTTP/2 stream is one that brings no other stream's: five bodies under
 * way at once would hold all threads of the listener, and each other, until they time out. A connection of HTTP/1.1 holds
 * none but its own, and is let through: Payara runs a request twice that is handed on while its body is at hand already.
 *
 * <p>Stands behind the filters that authenticate, so that nothing of a stranger is gathered. A body over the limit is handed on with
 * one byte more than that, for the resource to refuse.
 */
@WebFilter(
        urlPatterns = {"/rpc/*", "/db/*"},
        asyncSupported = true)
public class BodyFirstFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(BodyFirstFilter.class.getName());
    private static final int MOST_BYTES = RpcLimits.DEFAULT.maxMessageBytes() + 1;
    private static final String HTTP_2 = "HTTP/2";
    private static final int CHUNK = 8 * 1024;
    private static final long MILLIS_TO_ARRIVE = 30_000;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!hasBodyOfStream(request)) {
            chain.doFilter(request, response);
            return;
        }
        ServletInputStream body = request.getInputStream();
        Gathered gathered = new Gathered(request);
        AsyncContext async = request.startAsync(gathered, response);
        async.setTimeout(MILLIS_TO_ARRIVE);
        body.setReadListener(new Gathering(body, gathered, async));
    }

    private static boolean hasBodyOfStream(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return request.getProtocol().startsWith(HTTP_2)
                && request.getMethod().equals("POST")
                && length != 0
                && length < MOST_BYTES;
    }

    /** Called by the container, by one thread at a time. */
    private static final class Gathering implements ReadListener {
        private final ServletInputStream body;
        private final Gathered gathered;
        private final AsyncContext async;
        private final byte[] chunk = new byte[CHUNK]; // confined to the listener, like all below
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean done;

        private Gathering(ServletInputStream body, Gathered gathered, AsyncContext async) {
            this.body = body;
            this.gathered = gathered;
            this.async = async;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!done && body.isReady()) {
                int length = body.read(chunk, 0, Math.min(CHUNK, MOST_BYTES - bytes.size()));
                if (length < 0) {
                    return; // onAllDataRead comes
                }
                bytes.write(chunk, 0, length);
                if (bytes.size() == MOST_BYTES) {
                    handOn();
                }
            }
        }

        @Override
        public void onAllDataRead() {
            handOn();
        }

        @Override
        public void onError(Throwable failure) {
            LOG.log(Level.DEBUG, "a request's body did not come", failure);
            if (!done) {
                done = true;
                async.complete();
            }
        }

        private void handOn() {
            if (!done) {
                done = true;
                gathered.body = bytes.toByteArray();
                async.dispatch();
            }
        }
    }

    /** The request with its body at hand. */
    private static final class Gathered extends HttpServletRequestWrapper {
        private volatile byte[] body = new byte[0]; // written once, before the request is handed on

        private Gathered(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() {
            return new AtHand(body);
        }
    }

    private static final class AtHand extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        private AtHand(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            return bytes.read(to, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is there already");
        }
    }
}
