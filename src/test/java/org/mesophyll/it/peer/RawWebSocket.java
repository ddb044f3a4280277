package org.mesophyll.it.peer;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Bytes;

/**
 * A worker's end of a WebSocket (RFC 6455) over a plain socket: it answers no ping, beats only when told, reads only when
 * asked, and sends whatever frames a test makes up. One thread reads, one writes.
 */
public final class RawWebSocket implements AutoCloseable {
    /** A fragment that continues a message. */
    public static final int CONTINUATION = 0;

    /** A text frame. */
    public static final int TEXT = 1;

    /** A binary frame. */
    public static final int BINARY = 2;

    /** A close frame. */
    public static final int CLOSE = 8;

    /** A ping. */
    public static final int PING = 9;

    /** The answer to a ping. */
    public static final int PONG = 10;

    /** The code for a connection that ended without a close frame. */
    public static final int CUT = 1006;

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4; // the mask is zero, which leaves the payload as it is

    private final Socket socket;
    private final DataInputStream in;
    private final Optional<String> subprotocol;

    private RawWebSocket(Socket socket, Optional<String> subprotocol) throws IOException {
        this.socket = socket;
        this.subprotocol = subprotocol;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /**
     * One frame.
     *
     * @param opcode its opcode
     * @param payload what it carries
     */
    public record Frame(int opcode, Bytes payload) {
        private int closeCode() {
            byte[] bytes = payload.toByteArray();
            return bytes.length < 2 ? 1005 : ByteBuffer.wrap(bytes).getShort() & 0xffff;
        }
    }

    /** Opens a connection and switches to WebSocket. */
    public static RawWebSocket open(URI webSocket) throws IOException {
        return open(webSocket, 0);
    }

    /** Opens a connection, offering sub-protocols, and switches to WebSocket. */
    public static RawWebSocket offering(URI webSocket, String subprotocols) throws IOException {
        return open(webSocket, 0, "Sec-WebSocket-Protocol: " + subprotocols);
    }

    /**
     * Opens a connection and switches to WebSocket.
     *
     * @param receiveBuffer bytes that the kernel keeps for this side at most, or 0 for its own choice
     */
    public static RawWebSocket open(URI webSocket, int receiveBuffer) throws IOException {
        return open(webSocket, receiveBuffer, new String[0]);
    }

    /** Opens a connection from an address, with more headers in the handshake, and switches to WebSocket. */
    public static RawWebSocket openFrom(InetAddress source, URI webSocket, String... headers) throws IOException {
        return open(source, webSocket, 0, new byte[0], headers);
    }

    /** Opens a connection from an address, and sends one frame together with the handshake. */
    public static RawWebSocket openWithFrame(InetAddress source, URI webSocket, int opcode, byte[] payload)
            throws IOException {
        return open(source, webSocket, 0, frame(opcode, true, payload));
    }

    private static RawWebSocket open(URI webSocket, int receiveBuffer, String... more) throws IOException {
        return open(RawHttp.newSource(), webSocket, receiveBuffer, new byte[0], more);
    }

    private static RawWebSocket open(
            InetAddress source, URI webSocket, int receiveBuffer, byte[] behindHandshake, String... more)
            throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.bind(new InetSocketAddress(source, 0));
        RawHttp.connect(socket, webSocket);
        String query = webSocket.getRawQuery() == null ? "" : "?" + webSocket.getRawQuery();
        String line = "GET " + webSocket.getRawPath() + query + " HTTP/1.1";
        String[] headers =
                Stream.concat(Arrays.stream(handshake()), Arrays.stream(more)).toArray(String[]::new);
        socket.getOutputStream().write(joined(RawHttp.head(webSocket, line, headers), behindHandshake));
        HttpReply reply = RawHttp.readReply(socket.getInputStream());
        if (reply.status() != SWITCHING_PROTOCOLS) {
            socket.close();
            throw new IOException("the handshake was answered by " + reply.status());
        }
        return new RawWebSocket(socket, reply.header("Sec-WebSocket-Protocol"));
    }

    /** Returns the sub-protocol that the master has chosen. */
    public Optional<String> subprotocol() {
        return subprotocol;
    }

    /** Returns the headers of a handshake. */
    public static String[] handshake() {
        return new String[] {
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13"
        };
    }

    /** Sends a message as one binary frame. */
    public void send(ClientMessage message) throws IOException {
        send(BINARY, true, ClientMessage.CODEC.encode(message));
    }

    /** Sends one frame. */
    public void send(int opcode, boolean last, byte[] payload) throws IOException {
        socket.getOutputStream().write(frame(opcode, last, payload));
    }

    /** Sends the header of a frame of a length, and none of its payload. */
    public void sendHeader(int opcode, boolean last, long length) throws IOException {
        socket.getOutputStream().write(header(opcode, last, length));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Shows that the worker lives. */
    public void beat() throws IOException {
        send(new ClientMessage.Heartbeat());
    }

    /** Reads the next message of version 1, and skips pings. */
    public ServerMessage read() throws IOException, MalformedMessageException {
        return ServerMessage.CODEC.decode(readBinary().toByteArray(), DecodeLimits.DEFAULT);
    }

    /** Reads the next binary frame, and skips pings. */
    public Bytes readBinary() throws IOException {
        Frame frame = readFrame();
        while (frame.opcode() == PING) {
            frame = readFrame();
        }
        if (frame.opcode() != BINARY) {
            throw new IOException("expected a message, found a frame with opcode " + frame.opcode());
        }
        return frame.payload();
    }

    /** Reads the next frame. */
    public Frame readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(opcode, Bytes.copyOf(payload));
    }

    /**
     * Reads until the connection ends.
     *
     * @return the code of the close frame, or {@link #CUT} if there was none
     * @throws SocketTimeoutException if the master neither closes nor sends anything within the time
     */
    public int readUntilClosed(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        long start = System.nanoTime();
        try {
            while (true) {
                Frame frame = readFrame();
                if (frame.opcode() == CLOSE) {
                    return frame.closeCode();
                }
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw new SocketTimeoutException("still open after " + limit);
                }
            }
        } catch (EOFException | SocketException ended) {
            return CUT;
        }
    }

    /** Ends the connection by a reset, as the kernel does for a process that is killed with data unread. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the socket without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static byte[] frame(int opcode, boolean last, byte[] payload) {
        return joined(header(opcode, last, payload.length), payload);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] header(int opcode, boolean last, long length) {
        ByteBuffer header = ByteBuffer.allocate(10 + MASK_BYTES);
        header.put((byte) (opcode | (last ? FINAL : 0)));
        if (length < 126) {
            header.put((byte) (MASKED | length));
        } else if (length < 65_536) {
            header.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            header.put((byte) (MASKED | 127)).putLong(length);
        }
        header.putInt(0);
        return Arrays.copyOf(header.array(), header.position());
    }
}
