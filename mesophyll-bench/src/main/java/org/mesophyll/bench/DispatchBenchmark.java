package org.mesophyll.bench;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.Master;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.master.WorkerConnected;
import org.mesophyll.master.WorkerGone;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.mesh.link.Framing;
import org.mesophyll.mesh.link.Framings;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a dispatch of a 256-byte message costs in the master itself: registry, pending table, outbox and codec, with a wire
 * that answers at once with a 64-byte message. No socket, and no other thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DispatchBenchmark {
    private static final int MESSAGE_BYTES = 256;
    private static final int OTHERS_BYTES = 80;
    private static final WorkerId WORKER = new WorkerId(0);
    private static final TenantId TENANT = TenantId.guild(1064135068928454766L);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Event EVENT = Event.of("MessageCreate", Value.of("x".repeat(MESSAGE_BYTES - OTHERS_BYTES)));

    private final Master master = new Master(settings(), new NoTokens(), new Nobody());
    private final Dispatcher dispatcher = master.dispatcher();

    @Setup
    public void connect() {
        AnsweringWire wire = new AnsweringWire();
        wire.answer = master.registry().connect(WORKER, wire)::onFrame;
        DispatchOutcome outcome = dispatch();
        if (!(outcome instanceof DispatchOutcome.Answered)) {
            throw new IllegalStateException("the wire does not answer: " + outcome);
        }
    }

    @TearDown
    public void close() {
        master.close();
    }

    @Benchmark
    public DispatchOutcome dispatch() {
        return dispatcher.dispatchAndWait(TENANT, EVENT, TIMEOUT);
    }

    @Benchmark
    public SendOutcome dispatchWithoutAnswer() {
        return dispatcher.dispatchWithoutAnswer(TENANT, EVENT);
    }

    private static MasterSettings settings() {
        Map<String, String> texts =
                Map.of("mesophyll.worker-count", "1", "mesophyll.worker-tokens", WORKER + "=" + "t".repeat(64));
        return MasterSettings.from((Config) Proxy.newProxyInstance(
                DispatchBenchmark.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfigSources" -> List.of();
                    case "getOptionalValue" -> Optional.ofNullable(texts.get(arguments[0]));
                    default -> throw new UnsupportedOperationException(method.getName());
                }));
    }

    /** Answers each request when it is written. Finds its id, nearly always, where eight bytes of it have to be: at the message's end. */
    private static final class AnsweringWire implements Wire {
        private static final int ID_BYTES = Long.BYTES;
        private static final int SHORT_ID_BYTES = Integer.BYTES;
        private static final long MARK = 0xf123_4567_89ab_cdefL;
        private static final byte[] ANSWER = answer(new RequestId(MARK));
        private static final int ID_AT = indexOfMark();

        private final byte[] answered = ANSWER.clone();
        private @Nullable Consumer<ByteBuffer> answer; // set before the first request

        @Override
        public Framing framing() {
            return Framings.SINGLE;
        }

        @Override
        public void send(ByteBuffer frame, SendCallback sent) {
            sent.sent();
            Consumer<ByteBuffer> to = answer;
            int idAt = frame.limit() - ID_BYTES;
            if (to == null) {
                return; // Hello
            }
            if ((frame.get(idAt - 1) & 0xff) == 0xcf) {
                ByteBuffer.wrap(answered).putLong(ID_AT, frame.getLong(idAt));
                to.accept(ByteBuffer.wrap(answered));
            } else if ((frame.get(frame.limit() - SHORT_ID_BYTES - 1) & 0xff) == 0xce) { // one id of two million
                long id = Integer.toUnsignedLong(frame.getInt(frame.limit() - SHORT_ID_BYTES));
                to.accept(ByteBuffer.wrap(answer(new RequestId(id))));
            } // an event that wants no answer, or one id of 2^37
        }

        private static byte[] answer(RequestId id) {
            return ClientMessage.CODEC.encode(
                    new ClientMessage.DispatchResponse(id, new DispatchResult.Ok(Value.of("y".repeat(22)))));
        }

        @Override
        public void ping(ByteBuffer payload) {}

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {}

        private static int indexOfMark() {
            for (int i = 0; i < ANSWER.length - ID_BYTES; i++) {
                if (ByteBuffer.wrap(ANSWER).getLong(i) == MARK) {
                    return i;
                }
            }
            throw new IllegalStateException("the answer has no id");
        }
    }

    /** Keeps nothing: the only token is in the settings. */
    private static final class NoTokens implements TokenStore {
        @Override
        public List<StoredToken> load() {
            return List.of();
        }

        @Override
        public boolean register(WorkerId worker, Bytes sha256) {
            return false;
        }

        @Override
        public boolean rotate(WorkerId worker, Bytes sha256, Instant oldExpireAt) {
            return false;
        }

        @Override
        public boolean revoke(WorkerId worker) {
            return false;
        }

        @Override
        public void put(WorkerId worker, List<StoredToken> tokens) {}
    }

    private static final class Nobody implements Master.WorkerNotifications {
        @Override
        public void onConnected(WorkerConnected event) {}

        @Override
        public void onGone(WorkerGone event) {}
    }
}
