package org.mesophyll.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket server that knows nothing of subprotocols, for short frames, byte by byte (RFC 6455). */
final class PlainWebSocketServer implements AutoCloseable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

    private final Socket socket;
    private final String request;

    private PlainWebSocketServer(Socket socket, String request) {
        this.socket = socket;
        this.request = request;
    }

    /** Waits for one client and answers its upgrade, with more headers if any. */
    static PlainWebSocketServer accept(ServerSocket listening, String moreHeaders)
            throws IOException, GeneralSecurityException {
        Socket socket = listening.accept();
        socket.setSoTimeout((int) Fixture.SOON.toMillis());
        String request = readRequest(socket);
        Matcher key = KEY.matcher(request);
        if (!key.find()) {
            throw new AssertionError("no key in " + request);
        }
        byte[] digest = MessageDigest.getInstance("SHA-1").digest((key.group(1) + GUID).getBytes(US_ASCII));
        String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + moreHeaders + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n";
        socket.getOutputStream().write(answer.getBytes(US_ASCII));
        return new PlainWebSocketServer(socket, request);
    }

    String request() {
        return request;
    }

    void sendBinary(byte[] payload) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(0x82);
        out.write(payload.length);
        out.write(payload);
    }

    /** Reads one short frame, which is masked. */
    byte[] nextPayload() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % mask.length];
        }
        return payload;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String readRequest(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("no request, but " + request);
            }
            request.append((char) next);
        }
        return request.toString();
    }
}
