package org.mesophyll.protocol;

import static java.util.Map.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** The values of the vectors, by the vectors' names. */
final class VectorSamples {
    private static final TenantId GUILD = TenantId.guild(1064135068928454766L);
    private static final Instant TIME = Instant.parse("2026-02-27T06:07:33Z");

    static final Map<String, Sample<?>> ENCODE = Map.ofEntries(
            entry("ServerMessage::Hello{5000}", server(new ServerMessage.Hello(5000))),
            entry(
                    "ServerMessage::DispatchEvent{json,req_id=Some(1)}",
                    server(new ServerMessage.DispatchEvent(
                            GUILD,
                            Event.of("WebGetSettings", Json.object(Map.of("a", Json.of(1))))
                                    .by("728871946456137770"),
                            new RequestId(1)))),
            entry(
                    "ServerMessage::DispatchEvent{OnStartup json reason}",
                    server(new ServerMessage.DispatchEvent(
                            TenantId.guild(1),
                            Event.of("OnStartup", Json.object(Map.of("reason", Json.of("worker_startup")))),
                            null))),
            entry(
                    "ServerMessage::RunScript",
                    server(new ServerMessage.RunScript(
                            GUILD,
                            "test",
                            "return 1",
                            Event.of("OnStartup", Value.ofNull()),
                            new RequestId(4294967296L)))),
            entry("ServerMessage::DropWorker", server(new ServerMessage.DropWorker(GUILD, new RequestId(300)))),
            entry("ServerMessage::TenantChanged", server(new ServerMessage.TenantChanged(GUILD))),
            entry("ServerMessage::Cancel", server(new ServerMessage.Cancel(new RequestId(4294967296L)))),
            entry("ServerMessage::Epoch", server(new ServerMessage.Epoch(4294967297L))),
            entry(
                    "ClientMessage::ScriptLine",
                    client(new ClientMessage.ScriptLine(GUILD, "hello", new RequestId(4294967296L)))),
            entry(
                    "ClientMessage::ScriptLine{empty,req_id=None}",
                    client(new ClientMessage.ScriptLine(GUILD, "", null))),
            entry(
                    "ServerMessage::GlobalChanged",
                    server(new ServerMessage.GlobalChanged(new GlobalKvName("tpl", -1, "shop")))),
            entry(
                    "ServerMessage::DispatchEvent{RawValue} (upstream cannot decode its own encoding)",
                    server(new ServerMessage.DispatchEvent(
                            TenantId.guild(1), new Event("E", null, new EventData.OfJsonText("{\"a\":1}")), null))),
            entry("ClientMessage::Heartbeat{}", client(new ClientMessage.Heartbeat())),
            entry("ClientMessage::DispatchResponse{Ok Null}", answer(1, new DispatchResult.Ok(Value.ofNull()))),
            entry("ClientMessage::DispatchResponse{Ok Text}", answer(128, new DispatchResult.Ok(Value.of("hi")))),
            entry(
                    "ClientMessage::DispatchResponse{Err}",
                    answer(65536, new DispatchResult.Err("Lua VM to dispatch to is broken"))),
            entry("Value::Text", value(Value.of("é"))),
            entry("Value::Integer 0", value(Value.of(0))),
            entry("Value::Integer -33", value(Value.of(-33))),
            entry("Value::Integer i64::MIN", value(Value.of(Long.MIN_VALUE))),
            entry("Value::Integer i64::MAX", value(Value.of(Long.MAX_VALUE))),
            entry("Value::UnsignedInteger u64::MAX", value(new Value.UInt64(-1))),
            entry("Value::Float 1.5", value(Value.of(1.5))),
            entry("Value::Float 3.0", value(Value.of(3.0))),
            entry("Value::Buffer", value(Value.of(new byte[] {0, 1, 127, (byte) 128, (byte) 255}))),
            entry("Value::Buffer empty", value(Value.of(new byte[0]))),
            entry("Value::Vector", value(new Value.Vector(1.0f, -2.5f, 0.1f))),
            entry("Value::Map empty", value(new Value.Pairs(List.of()))),
            entry("Value::Timestamptz us", value(new Value.Timestamp(Instant.parse("2026-02-27T06:07:33.123456Z")))),
            entry("Value::Timestamptz ns", value(new Value.Timestamp(Instant.parse("2026-02-27T06:07:33.123456789Z")))),
            entry("Value::Interval -1.5s", value(new Value.Interval(Duration.ofMillis(-1500)))),
            entry("Value::TimeZone", value(new Value.Zone("Europe/Paris"))),
            entry("Value::Null", value(Value.ofNull())),
            entry("KeyValueOp::Get", sample(KeyValueOp.CODEC, new KeyValueOp.Get(Scopes.of("a", "b"), "k"))),
            entry("KeyValueOp::Delete", sample(KeyValueOp.CODEC, new KeyValueOp.Delete(Scopes.of("a"), "k"))),
            entry(
                    "PublicGlobalKeyValueOp::Get{id None}",
                    sample(PublicGlobalKeyValueOp.CODEC, new PublicGlobalKeyValueOp.Get("tpl", 1, "shop", null))),
            entry(
                    "PublicGlobalKeyValueOp::Get{id Some}",
                    sample(PublicGlobalKeyValueOp.CODEC, new PublicGlobalKeyValueOp.Get("tpl", -1, "shop", GUILD))),
            entry(
                    "GlobalKeyValueOp::Create",
                    sample(
                            GlobalKeyValueOp.CODEC,
                            new GlobalKeyValueOp.Create(new CreateGlobalKv(
                                    "tpl",
                                    1,
                                    "S",
                                    Json.emptyObject(),
                                    "shop",
                                    true,
                                    null,
                                    Json.array(Json.of(1), Json.ofNull(), Json.of("x")))))),
            entry("Option<KvRecord>::None (kv_get miss)", new Sample<>(Codecs.optional(KvRecord.CODEC), null)),
            entry(
                    "Vec<KvRecord> one",
                    sample(
                            Codecs.list(KvRecord.CODEC),
                            List.of(new KvRecord("ID", "k", Value.ofNull(), Scopes.of("a", "b"), TIME, TIME)))),
            entry(
                    "TenantState",
                    sample(
                            TenantState.CODEC,
                            new TenantState(
                                    Set.of("OnStartup"),
                                    Json.object(Map.of("k", Json.array(Json.of(1.5), Json.of(true))))))),
            entry(
                    "HashMap<Id,TenantState> (GET tenant-states)",
                    sample(
                            TenantState.BY_TENANT_CODEC,
                            Map.of(GUILD, new TenantState(Set.of("OnStartup"), Json.emptyObject())))),
            entry("HashMap<Id,TenantState> empty", sample(TenantState.BY_TENANT_CODEC, Map.of())),
            entry(
                    "Vec<PartialGlobalKv> (find reply)",
                    sample(Codecs.list(PartialGlobalKv.CODEC), List.of(partial(null)))),
            entry(
                    "Option<GlobalKv> Value",
                    globalKv(null, new GlobalKvData.Data(Json.object(Map.of("x", Json.of(1))), false))),
            entry(
                    "Option<GlobalKv> PurchaseRequired",
                    globalKv(999L, new GlobalKvData.PurchaseRequired("https://example.com/purchase/tpl"))),
            entry("Id::User", sample(TenantId.CODEC, TenantId.user(0))),
            entry(
                    "CreateEvent khronos",
                    sample(
                            Event.CODEC,
                            Event.of("Web", Value.map(Map.of("a", Value.of("b"))))
                                    .by("1"))),
            entry(
                    "RpcResponse::Heartbeat",
                    sample(RpcResponse.CODEC, new RpcResponse.Heartbeat(TIME.plusNanos(123456789)))),
            entry("RpcResponse::Error", sample(RpcResponse.CODEC, new RpcResponse.Failure("boom"))));

    /** What a decoder makes of the vectors that it has to take. */
    static final Map<String, Sample<?>> TAKEN = Map.ofEntries(
            entry("Hello as named map", server(new ServerMessage.Hello(5000))),
            entry("Hello by variant index 0", server(new ServerMessage.Hello(5))),
            entry("Heartbeat with empty map payload", client(new ClientMessage.Heartbeat())),
            entry("Hello with trailing bytes", server(new ServerMessage.Hello(5))),
            entry("Id with integer snowflake", sample(TenantId.CODEC, TenantId.guild(1))),
            entry("Id as map", sample(TenantId.CODEC, TenantId.guild(1))),
            entry("Id as map reversed order", sample(TenantId.CODEC, TenantId.guild(1))),
            entry("Null as bare string", value(Value.ofNull())),
            entry("Buffer as msgpack bin", value(Value.of(new byte[] {0, 1, 2}))),
            entry("Float given int", value(Value.of(3.0))),
            entry("Vector f64", value(new Value.Vector(1, 1, 1))),
            entry("DispatchResponse Result by Ok name", answer(1, new DispatchResult.Ok(Value.ofNull()))),
            entry("GlobalKvData as array", sample(GlobalKvData.CODEC, new GlobalKvData.PurchaseRequired("u"))),
            entry("GlobalKvData as map", sample(GlobalKvData.CODEC, new GlobalKvData.PurchaseRequired("u"))),
            entry("Option nil", new Sample<>(Codecs.optional(KvRecord.CODEC), null)));

    /** The decoders that have to refuse the other vectors. */
    static final Map<String, Codec<?>> REFUSED = Map.ofEntries(
            entry("Heartbeat as bare string", ClientMessage.CODEC),
            entry("Hello with missing field", ServerMessage.CODEC),
            entry("Hello with extra element", ServerMessage.CODEC),
            entry("unknown variant", ServerMessage.CODEC),
            entry("two-entry map", ServerMessage.CODEC),
            entry("Hello negative", ServerMessage.CODEC),
            entry("Id u64::MAX", TenantId.CODEC),
            entry("Integer given float", Value.CODEC),
            entry("nil", ServerMessage.CODEC));

    private VectorSamples() {}

    /**
     * A value and its codec.
     *
     * @param <T> the codec's type
     */
    record Sample<T>(Codec<T> codec, @Nullable T value) {
        @SuppressWarnings("NullAway") // a null stands only where the codec writes nil
        byte[] encode() {
            return codec.encode(value);
        }
    }

    private static <T> Sample<T> sample(Codec<T> codec, T value) {
        return new Sample<>(codec, value);
    }

    private static Sample<ServerMessage> server(ServerMessage message) {
        return sample(ServerMessage.CODEC, message);
    }

    private static Sample<ClientMessage> client(ClientMessage message) {
        return sample(ClientMessage.CODEC, message);
    }

    private static Sample<ClientMessage> answer(long requestId, DispatchResult result) {
        return client(new ClientMessage.DispatchResponse(new RequestId(requestId), result));
    }

    private static Sample<Value> value(Value value) {
        return sample(Value.CODEC, value);
    }

    private static Sample<@Nullable GlobalKv> globalKv(@Nullable Long price, GlobalKvData data) {
        return new Sample<>(Codecs.optional(GlobalKv.CODEC), new GlobalKv(partial(price), data));
    }

    private static PartialGlobalKv partial(@Nullable Long price) {
        return new PartialGlobalKv(
                "tpl",
                1,
                "1",
                "guild",
                price,
                "S",
                Json.emptyObject(),
                "shop",
                TIME,
                TIME,
                true,
                ReviewState.APPROVED,
                null);
    }
}
