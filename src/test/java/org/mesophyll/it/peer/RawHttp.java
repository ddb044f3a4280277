package org.mesophyll.it.peer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.mesophyll.protocol.value.Bytes;

/**
 * HTTP/1.1 by hand over a socket, for requests that no client library would make. Each caller comes from a loopback
 * address of its own, so that what the master makes of one test's failures does not slow another's.
 */
public final class RawHttp {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final int MOST_LINE_BYTES = 64 * 1024;
    private static final AtomicInteger NEXT_SOURCE = new AtomicInteger();

    private RawHttp() {}

    /** Returns a loopback address that no other test comes from. */
    public static InetAddress newSource() throws IOException {
        int number = NEXT_SOURCE.incrementAndGet();
        return InetAddress.getByAddress(new byte[] {127, 1, (byte) (number >>> 8), (byte) number});
    }

    /** Connects from an address. */
    public static Socket connect(URI url, InetAddress source) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(source, 0));
        connect(socket, url);
        return socket;
    }

    /** Connects from an address of its own, with so small a receive buffer that what is not read soon stops its sender. */
    public static Socket connectWithSmallBuffer(URI url) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.bind(new InetSocketAddress(newSource(), 0));
        connect(socket, url);
        return socket;
    }

    static void connect(Socket socket, URI url) throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), (int) LIMIT.toMillis());
    }

    /** Sends a request without a body from an address of its own, and returns what comes back. */
    public static HttpReply exchange(URI url, String requestLine, String... headers) throws IOException {
        return exchangeFrom(newSource(), url, requestLine, headers);
    }

    /** Sends a request without a body from an address, and returns what comes back. */
    public static HttpReply exchangeFrom(InetAddress source, URI url, String requestLine, String... headers)
            throws IOException {
        try (Socket socket = connect(url, source)) {
            socket.getOutputStream().write(head(url, requestLine, headers));
            return readReply(socket.getInputStream());
        }
    }

    /** Sends a request without a body from an address, and does not wait for what comes back. */
    public static Socket start(InetAddress source, URI url, String requestLine, String... headers) throws IOException {
        Socket socket = connect(url, source);
        socket.getOutputStream().write(head(url, requestLine, headers));
        return socket;
    }

    /** Returns the bytes of a head. */
    public static byte[] head(URI url, String requestLine, String... headers) {
        StringBuilder head = new StringBuilder(requestLine).append("\r\nHost: ");
        head.append(url.getAuthority()).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads a reply; after a switch of protocols nothing but its head. */
    public static HttpReply readReply(InputStream in) throws IOException {
        String statusLine = readLine(in);
        int status = Integer.parseInt(statusLine.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.putIfAbsent(name, line.substring(colon + 1).strip());
        }
        return new HttpReply(status, headers, Bytes.copyOf(readBody(in, status, headers)));
    }

    private static byte[] readBody(InputStream in, int status, Map<String, String> headers) throws IOException {
        if (status < 200 || status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.containsKey("content-length")) {
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "")));
        }
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return readChunks(in);
        }
        return in.readAllBytes();
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length = Integer.parseInt(readLine(in), 16);
        while (length > 0) {
            body.write(in.readNBytes(length));
            readLine(in);
            length = Integer.parseInt(readLine(in), 16);
        }
        readLine(in);
        return body.toByteArray();
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after " + line.size() + " bytes of a line");
            }
            if (line.size() == MOST_LINE_BYTES) {
                throw new IOException("a line is longer than " + MOST_LINE_BYTES + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
