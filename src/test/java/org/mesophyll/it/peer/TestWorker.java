package org.mesophyll.it.peer;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/**
 * A well-behaved worker over the JDK's own WebSocket: it beats, answers pings, and answers requests as its behaviour
 * says. Methods may be called from any thread.
 */
public final class TestWorker implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_RECEIVED = 100_000;
    private static final int CUT = 1006;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private static final ScheduledExecutorService BEATS = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "test-workers-beats");
        thread.setDaemon(true);
        return thread;
    });

    private final Behaviour behaviour;
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<ServerMessage> first = new CompletableFuture<>();
    private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>(MOST_RECEIVED);
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null); // guarded by this
    private volatile Optional<ScheduledFuture<?>> beating = Optional.empty(); // written by connect

    private TestWorker(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** What a worker makes of a request. */
    @FunctionalInterface
    public interface Behaviour {
        /** Answers every event, script and drop with what it was given; see {@link TestWorker#echo}. */
        Behaviour ECHO = request -> Optional.of(new DispatchResult.Ok(echo(request)));

        /** Never answers. */
        Behaviour SILENT = request -> Optional.empty();

        /** Returns the answer, or nothing to leave the request without one. Called on the connection's thread. */
        Optional<DispatchResult> answer(ServerMessage request);
    }

    /** Connects a worker with its token, and waits for Hello. */
    public static TestWorker connect(Running master, int id, Behaviour behaviour) {
        return connect(master.webSocket(id, ItTokens.worker(id)), behaviour);
    }

    /** Connects a worker, and waits for Hello. */
    public static TestWorker connect(URI webSocket, Behaviour behaviour) {
        TestWorker worker = new TestWorker(behaviour);
        HTTP.newWebSocketBuilder()
                .connectTimeout(LIMIT)
                .buildAsync(webSocket, worker.new Reading())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        worker.startBeating(worker.hello());
        return worker;
    }

    /** Returns what the worker's first message said of heartbeats. */
    public Duration hello() {
        ServerMessage message =
                first.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        if (message instanceof ServerMessage.Hello hello) {
            return Duration.ofMillis(hello.heartbeatIntervalMillis());
        }
        throw new IllegalStateException("the first message is no Hello: " + message);
    }

    /** Waits for the next message after Hello, and takes it. */
    public ServerMessage next() throws InterruptedException {
        ServerMessage message = received.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new IllegalStateException("no message came within " + LIMIT);
        }
        return message;
    }

    /** Returns how many messages after Hello nobody took yet. */
    public int waiting() {
        return received.size();
    }

    /** Returns the close code, once the connection has ended; 1006 if it ended without one. */
    public CompletableFuture<Integer> closed() {
        return closed.copy();
    }

    /** Answers a request, whether or not the master still wants to know. */
    public void answer(RequestId request, DispatchResult result) {
        send(new ClientMessage.DispatchResponse(request, result));
    }

    /** Sends a message; one at a time, in the order of the calls. */
    public void send(ClientMessage message) {
        send(ByteBuffer.wrap(ClientMessage.CODEC.encode(message)));
    }

    /** Sends a binary frame. */
    public synchronized void send(ByteBuffer frame) {
        sending = sending.exceptionally(lost -> null)
                .thenCombine(socket, (before, open) -> open)
                .thenCompose(open -> open.sendBinary(frame, true));
    }

    /** Ends the connection without a word. */
    public void cut() {
        stopBeating();
        socket.join().abort();
        closed.complete(CUT);
    }

    /** Says good-bye. */
    @Override
    public void close() {
        stopBeating();
        WebSocket open = socket.join();
        if (closed.isDone() || open.isOutputClosed()) {
            open.abort();
            return;
        }
        open.sendClose(WebSocket.NORMAL_CLOSURE, "done")
                .thenCombine(closed, (sent, code) -> code)
                .orTimeout(2, TimeUnit.SECONDS)
                .handle((code, late) -> code)
                .join();
        open.abort();
    }

    /** Returns what {@link Behaviour#ECHO} answers: an event's value, a script's code, or a dropped tenant's name. */
    public static Value echo(ServerMessage request) {
        return request.read(new Echoing());
    }

    /** Returns the id that an answer must carry, if the message wants one. */
    public static Optional<RequestId> requestId(ServerMessage message) {
        return message.read(new Wanting());
    }

    private void startBeating(Duration interval) {
        beating = Optional.of(BEATS.scheduleAtFixedRate(
                () -> send(new ClientMessage.Heartbeat()), 0, interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void stopBeating() {
        beating.ifPresent(beats -> beats.cancel(false));
    }

    private void take(ServerMessage message) {
        if (first.complete(message)) {
            return;
        }
        if (!received.offer(message)) {
            throw new IllegalStateException("nobody takes what comes: " + MOST_RECEIVED + " messages wait");
        }
        requestId(message).ifPresent(id -> behaviour.answer(message).ifPresent(result -> answer(id, result)));
    }

    /** The JDK calls its methods one after the other. */
    private final class Reading implements WebSocket.Listener {
        private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();

        @Override
        public void onOpen(WebSocket open) {
            socket.complete(open);
            open.request(1);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            fragments.writeBytes(bytes);
            if (last) {
                takeMessage();
            }
            open.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket open, int code, String reason) {
            stopBeating();
            closed.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket open, Throwable failure) {
            stopBeating();
            first.completeExceptionally(failure);
            closed.complete(CUT);
        }

        private void takeMessage() {
            byte[] message = fragments.toByteArray();
            fragments.reset();
            try {
                take(ServerMessage.CODEC.decode(message, DecodeLimits.DEFAULT));
            } catch (MalformedMessageException e) {
                throw new IllegalStateException("the master sent what is no message", e);
            }
        }
    }

    private static final class Echoing implements ServerMessage.Reader<Value> {
        @Override
        public Value onHello(ServerMessage.Hello message) {
            return Value.ofNull();
        }

        @Override
        public Value onDispatchEvent(ServerMessage.DispatchEvent message) {
            return message.event().data().read(new EventData.Reader<>() {
                @Override
                public Value onJson(Json json) {
                    return Value.of(json.toString());
                }

                @Override
                public Value onJsonText(String text) {
                    return Value.of(text);
                }

                @Override
                public Value onValue(Value value) {
                    return value;
                }
            });
        }

        @Override
        public Value onRunScript(ServerMessage.RunScript message) {
            return Value.of(message.code());
        }

        @Override
        public Value onDropWorker(ServerMessage.DropWorker message) {
            return Value.of(message.tenant().toString());
        }

        @Override
        public Value onTenantChanged(ServerMessage.TenantChanged message) {
            return Value.ofNull();
        }

        @Override
        public Value onGlobalChanged(ServerMessage.GlobalChanged message) {
            return Value.ofNull();
        }

        @Override
        public Value onCancel(ServerMessage.Cancel message) {
            return Value.ofNull();
        }

        @Override
        public Value onEpoch(ServerMessage.Epoch message) {
            return Value.ofNull();
        }
    }

    private static final class Wanting implements ServerMessage.Reader<Optional<RequestId>> {
        @Override
        public Optional<RequestId> onHello(ServerMessage.Hello message) {
            return Optional.empty();
        }

        @Override
        public Optional<RequestId> onDispatchEvent(ServerMessage.DispatchEvent message) {
            return Optional.ofNullable(message.requestId());
        }

        @Override
        public Optional<RequestId> onRunScript(ServerMessage.RunScript message) {
            return Optional.of(message.requestId());
        }

        @Override
        public Optional<RequestId> onDropWorker(ServerMessage.DropWorker message) {
            return Optional.of(message.requestId());
        }

        @Override
        public Optional<RequestId> onTenantChanged(ServerMessage.TenantChanged message) {
            return Optional.empty();
        }

        @Override
        public Optional<RequestId> onGlobalChanged(ServerMessage.GlobalChanged message) {
            return Optional.empty();
        }

        @Override
        public Optional<RequestId> onCancel(ServerMessage.Cancel message) {
            return Optional.empty();
        }

        @Override
        public Optional<RequestId> onEpoch(ServerMessage.Epoch message) {
            return Optional.empty();
        }
    }
}
