package org.mesophyll.web.guard;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is in memory: reading it never blocks.
 *
 * <p>It says of itself what the request said that the client sent, whatever path the container took to get here since.
 */
final class ReceivedRequest extends HttpServletRequestWrapper {
    private final Target target;
    private final BytesStream stream;

    /** What an asynchronous dispatch changes about a request. */
    record Target(
            String uri,
            String servletPath,
            @Nullable String pathInfo,
            @Nullable String query,
            @Nullable Principal principal,
            boolean isHttp1) {
        static Target of(HttpServletRequest request) {
            return new Target(
                    request.getRequestURI(),
                    request.getServletPath(),
                    request.getPathInfo(),
                    request.getQueryString(),
                    request.getUserPrincipal(),
                    ReceivedRequest.isHttp1(request));
        }

        /** Returns a path of the same servlet that needs no encoding. */
        String dispatchPath() {
            return pathInfo == null ? servletPath : servletPath + "/-";
        }
    }

    static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1");
    }

    /**
     * Joins a request and its body.
     *
     * @param request as the container has it now
     * @param target as it came
     * @param body not copied
     * @param length how many bytes of {@code body} count
     */
    ReceivedRequest(HttpServletRequest request, Target target, byte[] body, int length) {
        super(request);
        this.target = target;
        this.stream = new BytesStream(new ByteArrayInputStream(body, 0, length));
    }

    @Override
    public ServletInputStream getInputStream() {
        return stream;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    @Override
    public String getRequestURI() {
        return target.uri();
    }

    @Override
    public StringBuffer getRequestURL() {
        StringBuffer url = new StringBuffer(getScheme()).append("://").append(getServerName());
        return url.append(':').append(getServerPort()).append(target.uri());
    }

    @Override
    public String getServletPath() {
        return target.servletPath();
    }

    @Override
    @SuppressWarnings("NullAway") // the servlet API knows no annotations: null is what it says for none
    public String getPathInfo() {
        return target.pathInfo();
    }

    @Override
    @SuppressWarnings("NullAway") // likewise
    public String getQueryString() {
        return target.query();
    }

    @Override
    @SuppressWarnings("NullAway") // likewise
    public Principal getUserPrincipal() {
        return target.principal();
    }

    /** Bytes as a servlet's stream. */
    private static final class BytesStream extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        private BytesStream(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
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
            throw new IllegalStateException("the body is in memory already, read it");
        }
    }
}
