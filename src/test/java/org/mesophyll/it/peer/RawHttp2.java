package org.mesophyll.it.peer;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.mesophyll.protocol.value.Bytes;

/**
 * HTTP/2 by hand over a socket, with prior knowledge, for frames that no client library would send (RFC 9113). Comes from a
 * loopback address of its own. Sending and reading may be done by two threads.
 */
public final class RawHttp2 implements AutoCloseable {
    /** The types of frames. */
    public static final int DATA = 0;

    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    /** Flags of frames. */
    public static final int END_STREAM = 1;

    public static final int END_HEADERS = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** SETTINGS_HEADER_TABLE_SIZE 0: each answer's headers can be read without those before. */
    private static final byte[] NO_TABLE = {0, 1, 0, 0, 0, 0};

    private static final int ACK = 1;
    private static final int FRAME_HEAD = 9;
    private static final int MOST_FRAMES = 1_000;
    private static final int[] INDEXED_STATUS = {200, 204, 206, 304, 400, 404, 500}; // RFC 7541, appendix A, from 8
    private static final int FIRST_INDEXED = 8;

    private final Socket socket;
    private final URI url;

    private RawHttp2(Socket socket, URI url) {
        this.socket = socket;
        this.url = url;
    }

    /** Connects, and sends the preface. */
    public static RawHttp2 connect(URI url) throws IOException {
        return over(RawHttp.connect(url, RawHttp.newSource()), url);
    }

    /** Sends the preface over a socket, which belongs to the connection from now on. */
    public static RawHttp2 over(Socket socket, URI url) throws IOException {
        RawHttp2 connection = new RawHttp2(socket, url);
        connection.socket.getOutputStream().write(PREFACE);
        connection.frame(SETTINGS, 0, 0, NO_TABLE);
        return connection;
    }

    /** Sends one frame. */
    public void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        socket.getOutputStream().write(encode(type, flags, stream, payload));
    }

    /** Returns the bytes of one frame. */
    public static byte[] encode(int type, int flags, int stream, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD + payload.length);
        frame.putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
        return frame.array();
    }

    /** Sends the head of a request, and all of it if it has no body. */
    public void request(int stream, boolean hasBody, String method, String path, String... headers) throws IOException {
        frame(
                HEADERS,
                hasBody ? END_HEADERS : END_HEADERS | END_STREAM,
                stream,
                head(method, path, headers).toByteArray());
    }

    /** Returns the encoded headers of a request; more headers by name and value. */
    public Bytes head(String method, String path, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", method);
        field(block, ":scheme", "http");
        field(block, ":authority", url.getAuthority());
        field(block, ":path", path);
        for (int i = 0; i < headers.length; i += 2) {
            field(block, headers[i], headers[i + 1]);
        }
        return Bytes.copyOf(block.toByteArray());
    }

    /** Reads until a stream is answered, and returns its status. */
    public int readStatus(int stream) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int frames = 0; frames < MOST_FRAMES; frames++) {
            int head = in.readInt();
            int flags = in.readUnsignedByte();
            int of = in.readInt() & Integer.MAX_VALUE;
            byte[] payload = in.readNBytes(head >>> 8);
            int type = head & 0xff;
            if (type == SETTINGS && (flags & ACK) == 0) {
                frame(SETTINGS, ACK, 0, new byte[0]);
            } else if (type == HEADERS && of == stream) {
                return status(payload);
            } else if (type == RST_STREAM && of == stream) {
                throw new IOException("the stream was reset with error "
                        + ByteBuffer.wrap(payload).getInt());
            }
        }
        throw new IOException("no answer within " + MOST_FRAMES + " frames");
    }

    /** Returns the socket, for bytes that make no frame. */
    public Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Writes a header as a literal that is not indexed and not compressed. */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        if (length < 0x7f) {
            block.write(length);
        } else {
            block.write(0x7f);
            length -= 0x7f;
            while (length >= 0x80) {
                block.write((length & 0x7f) | 0x80);
                length >>>= 7;
            }
            block.write(length);
        }
        block.writeBytes(bytes);
    }

    /** Reads the first header of an answer, which is its status. */
    private static int status(byte[] block) throws IOException {
        int at = 0;
        while ((block[at] & 0xe0) == 0x20) { // a new size of the table, which is 0
            at++;
        }
        int first = block[at] & 0xff;
        if (first >= 0x80
                && (first & 0x7f) >= FIRST_INDEXED
                && (first & 0x7f) < FIRST_INDEXED + INDEXED_STATUS.length) {
            return INDEXED_STATUS[(first & 0x7f) - FIRST_INDEXED];
        }
        int length = block[at + 1] & 0xff;
        if (length >= 0x80) {
            return huffmanDigits(block, at + 2);
        }
        return Integer.parseInt(new String(block, at + 2, length, StandardCharsets.US_ASCII));
    }

    /** Reads three digits (RFC 7541, appendix B): 0 to 2 have five bits, the others six. */
    private static int huffmanDigits(byte[] block, int from) throws IOException {
        int bits = ((block[from] & 0xff) << 16)
                | ((block[from + 1] & 0xff) << 8)
                | (from + 2 < block.length ? block[from + 2] & 0xff : 0xff);
        int left = 24;
        int number = 0;
        for (int digit = 0; digit < 3; digit++) {
            int five = (bits >>> (left - 5)) & 0x1f;
            if (five <= 2) {
                number = (number * 10) + five;
                left -= 5;
                continue;
            }
            int six = (bits >>> (left - 6)) & 0x3f;
            if (six < 0x19 || six > 0x1f) {
                throw new IOException("the status is not a number");
            }
            number = (number * 10) + six - 0x19 + 3;
            left -= 6;
        }
        return number;
    }
}
