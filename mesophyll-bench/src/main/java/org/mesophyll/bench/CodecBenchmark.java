package org.mesophyll.bench;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mesophyll.protocol.ClientMessage;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.EventData;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.ServerMessage;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding and decoding of what goes over a worker's connection most: an event, its answer, and a record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBenchmark {
    private static final int EVENT_BYTES = 256;
    private static final TenantId TENANT = TenantId.guild(1064135068928454766L);
    private static final RequestId REQUEST = new RequestId(0x1234_5678_9abc_def0L);
    private static final Instant TIME = Instant.parse("2026-02-27T06:07:33.123456Z");

    private final ServerMessage event = event();
    private final byte[] eventBytes = ServerMessage.CODEC.encode(event);
    private final ClientMessage answer = new ClientMessage.DispatchResponse(
            REQUEST, new DispatchResult.Ok(Value.map(Map.of("status", Value.of("done"), "count", Value.of(42)))));
    private final byte[] answerBytes = ClientMessage.CODEC.encode(answer);
    private final KvRecord entry =
            new KvRecord("01J9ZK3T5W", "settings", Value.of("a".repeat(64)), Scopes.of("a", "b"), TIME, TIME);
    private final byte[] entryBytes = KvRecord.CODEC.encode(entry);

    @Benchmark
    public byte[] encodeEvent() {
        return ServerMessage.CODEC.encode(event);
    }

    @Benchmark
    public ServerMessage decodeEvent() throws MalformedMessageException {
        return decode(ServerMessage.CODEC, eventBytes);
    }

    @Benchmark
    public byte[] encodeAnswer() {
        return ClientMessage.CODEC.encode(answer);
    }

    @Benchmark
    public ClientMessage decodeAnswer() throws MalformedMessageException {
        return decode(ClientMessage.CODEC, answerBytes);
    }

    @Benchmark
    public byte[] encodeRecord() {
        return KvRecord.CODEC.encode(entry);
    }

    @Benchmark
    public KvRecord decodeRecord() throws MalformedMessageException {
        return decode(KvRecord.CODEC, entryBytes);
    }

    private static <T> T decode(Codec<T> codec, byte[] bytes) throws MalformedMessageException {
        return codec.decode(bytes, DecodeLimits.DEFAULT);
    }

    private static ServerMessage event() {
        int others = ServerMessage.CODEC.encode(eventWith("")).length;
        return eventWith("x".repeat(EVENT_BYTES - others - 1));
    }

    private static ServerMessage eventWith(String text) {
        Event event = new Event("MessageCreate", "728871946456137770", new EventData.OfJsonText(text));
        return new ServerMessage.DispatchEvent(TENANT, event, REQUEST);
    }
}
