package org.mesophyll.it.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Ways to send the head of a request in small pieces, one a second, from an address of its own. */
public enum SlowHead {
    /** The first head of an HTTP/1.1 connection. */
    FIRST {
        @Override
        Socket begin(URI url) throws IOException {
            Socket socket = RawHttp.connect(url, RawHttp.newSource());
            socket.getOutputStream().write(BEGUN);
            return socket;
        }
    },
    /** A head of HTTP/1.1 after a request that was answered. */
    NEXT {
        @Override
        Socket begin(URI url) throws IOException {
            Socket socket = RawHttp.connect(url, RawHttp.newSource());
            socket.getOutputStream().write(RawHttp.head(url, REQUEST_LINE));
            RawHttp.readReply(socket.getInputStream());
            socket.getOutputStream().write(BEGUN);
            return socket;
        }
    },
    /** The preface of HTTP/2, and the first frame. */
    PREFACE {
        @Override
        Socket begin(URI url) throws IOException {
            Socket socket = RawHttp.connect(url, RawHttp.newSource());
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket;
        }

        @Override
        byte[] piece(int number) {
            String rest = "SM\r\n\r\n";
            return new byte[] {(byte) (number < rest.length() ? rest.charAt(number) : 0)};
        }
    },
    /** The payload of an HTTP/2 frame with headers. */
    FRAME {
        @Override
        Socket begin(URI url) throws IOException {
            Socket socket = RawHttp2.connect(url).socket();
            byte[] frame = RawHttp2.encode(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, new byte[100]);
            socket.getOutputStream().write(frame, 0, frame.length / 2);
            return socket;
        }
    },
    /** Frames of HTTP/2 with one byte of headers each. */
    HEADER_BLOCK {
        @Override
        Socket begin(URI url) throws IOException {
            RawHttp2 connection = RawHttp2.connect(url);
            connection.frame(RawHttp2.HEADERS, 0, 1, new byte[1]);
            return connection.socket();
        }

        @Override
        byte[] piece(int number) {
            return RawHttp2.encode(RawHttp2.CONTINUATION, 0, 1, new byte[1]);
        }
    };

    private static final String REQUEST_LINE = "GET /api/v1/health/live HTTP/1.1";
    private static final byte[] BEGUN = (REQUEST_LINE + "\r\nX-Slow: ").getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_SECONDS = 20;

    abstract Socket begin(URI url) throws IOException;

    byte[] piece(int number) {
        return new byte[] {'x'};
    }

    /**
     * Sends pieces until the server ends the connection, and returns how long that took.
     *
     * @throws IOException if the connection is open after 20 s
     */
    public Duration timeToEnd(URI url) throws IOException {
        try (Socket socket = begin(url)) {
            socket.setSoTimeout(1_000);
            long begun = System.nanoTime();
            for (int number = 0; number < MOST_SECONDS; number++) {
                if (endsWithinASecond(socket, piece(number))) {
                    return Duration.ofNanos(System.nanoTime() - begun);
                }
            }
            throw new IOException("the connection is open after " + MOST_SECONDS + " s");
        }
    }

    private static boolean endsWithinASecond(Socket socket, byte[] piece) throws IOException {
        try {
            socket.getOutputStream().write(piece);
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {} // what the server says meanwhile
            return true;
        } catch (SocketTimeoutException silence) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
