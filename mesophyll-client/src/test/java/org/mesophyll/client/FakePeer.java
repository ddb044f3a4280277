package org.mesophyll.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Value;

/** One connection of a {@link FakeMaster}. */
public final class FakePeer {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final Framing framing;
    private final BlockingQueue<ClientMessage.DispatchResponse> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<ClientMessage.ScriptLine> lines = new LinkedBlockingQueue<>();
    private final BlockingQueue<ClientMessage.Heartbeat> beats = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private volatile boolean frozen;

    FakePeer(Socket socket, Framing framing) {
        this.socket = socket;
        this.framing = framing;
    }

    /** Greets with a heartbeat interval. */
    public void greet(long heartbeatMillis) throws IOException {
        send(new ServerMessage.Hello(heartbeatMillis));
    }

    /** Asks for an event to be handled. */
    public void dispatch(TenantId tenant, String event, long requestId) throws IOException {
        send(new ServerMessage.DispatchEvent(tenant, Event.of(event, Value.of(requestId)), new RequestId(requestId)));
    }

    void send(ServerMessage message) throws IOException {
        byte[] bytes = ServerMessage.CODEC.encode(message);
        ByteBuffer frame = ByteBuffer.allocate(Math.toIntExact(framing.framedBytes(bytes.length)));
        framing.append(bytes, frame);
        sendFrame(0x80 | BINARY, frame.array());
    }

    void sendBinary(byte[] bytes) throws IOException {
        sendFrame(0x80 | BINARY, bytes);
    }

    void sendFragment(boolean first, boolean last, byte[] bytes) throws IOException {
        sendFrame((last ? 0x80 : 0) | (first ? BINARY : 0), bytes);
    }

    void sendText(String text) throws IOException {
        sendFrame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void close(int code) throws IOException {
        sendFrame(0x80 | CLOSE, ByteBuffer.allocate(2).putShort(0, (short) code).array());
    }

    /** Answers no more pings, and nothing else. */
    void freeze() {
        frozen = true;
    }

    /** Ends the connection without a word. */
    void cut() throws IOException {
        socket.close();
    }

    /** Waits for the next answer. */
    public ClientMessage.DispatchResponse nextAnswer() throws InterruptedException {
        ClientMessage.DispatchResponse answer = answers.poll(FakeMaster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer within " + FakeMaster.PATIENCE);
        }
        return answer;
    }

    /** Waits for the next answer, which has to be a refusal, and returns its reason. */
    String nextRefusal() throws InterruptedException {
        if (nextAnswer().result() instanceof DispatchResult.Err refused) {
            return refused.reason();
        }
        throw new AssertionError("answered, not refused");
    }

    /** Returns the lines of scripts that came since the last call. */
    List<ClientMessage.ScriptLine> linesSoFar() {
        List<ClientMessage.ScriptLine> come = new ArrayList<>();
        lines.drainTo(come);
        return come;
    }

    int answersWaiting() {
        return answers.size();
    }

    boolean awaitHeartbeat() throws InterruptedException {
        return beats.poll(FakeMaster.PATIENCE.toSeconds(), TimeUnit.SECONDS) != null;
    }

    CompletableFuture<Integer> closeCode() {
        return closeCode;
    }

    CompletableFuture<Boolean> ended() {
        return ended;
    }

    private synchronized void sendFrame(int firstByte, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xffff) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        OutputStream out = socket.getOutputStream();
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    void readUntilEnd() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                readFrame(in);
            }
        } catch (IOException | MalformedMessageException e) {
            ended.complete(true);
        }
    }

    private void readFrame(DataInputStream in) throws IOException, MalformedMessageException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        int size = length < 126 ? length : length == 126 ? in.readUnsignedShort() : (int) in.readLong();
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(size);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        take(opcode, payload);
    }

    private void take(int opcode, byte[] payload) throws IOException, MalformedMessageException {
        if (opcode == PING && !frozen) {
            sendFrame(0x80 | PONG, payload);
        }
        if (opcode == CLOSE && !frozen) {
            closeCode.complete((int) ByteBuffer.wrap(payload).getShort());
            sendFrame(0x80 | CLOSE, payload);
        }
        if (opcode == BINARY) {
            List<ByteBuffer> messages = new ArrayList<>();
            framing.unpack(ByteBuffer.wrap(payload), messages::add);
            for (ByteBuffer message : messages) {
                take(ClientMessage.CODEC.decode(message, DecodeLimits.DEFAULT));
            }
        }
    }

    private void take(ClientMessage message) {
        if (message instanceof ClientMessage.DispatchResponse answer) {
            answers.add(answer);
        }
        if (message instanceof ClientMessage.ScriptLine line) {
            lines.add(line);
        }
        if (message instanceof ClientMessage.Heartbeat beat) {
            beats.add(beat);
        }
    }
}
