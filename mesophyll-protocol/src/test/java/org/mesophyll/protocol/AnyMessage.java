package org.mesophyll.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import org.mesophyll.protocol.rpc.RpcRequest;
import org.mesophyll.protocol.rpc.RpcResponse;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** Every type of the protocol with random content; every text that a peer chooses holds {@link #SECRET}. */
public class AnyMessage extends DomainContextBase {
    /** What no log may show. */
    static final String SECRET = "s3cr3t";

    private static final int DEEPEST = 3;
    private static final long EARLIEST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    @Provide
    Arbitrary<ServerMessage> serverMessages() {
        return Arbitraries.oneOf(
                integers().map(ServerMessage.Hello::new),
                Combinators.combine(tenants(), events(), requestIds().injectNull(0.2))
                        .as(ServerMessage.DispatchEvent::new),
                Combinators.combine(tenants(), texts(), texts(), events(), requestIds())
                        .as(ServerMessage.RunScript::new),
                Combinators.combine(tenants(), requestIds()).as(ServerMessage.DropWorker::new),
                tenants().map(ServerMessage.TenantChanged::new),
                Combinators.combine(keys(), Arbitraries.integers(), keys())
                        .as(GlobalKvName::new)
                        .map(ServerMessage.GlobalChanged::new),
                requestIds().map(ServerMessage.Cancel::new),
                integers().map(ServerMessage.Epoch::new));
    }

    @Provide
    Arbitrary<ClientMessage> clientMessages() {
        Arbitrary<DispatchResult> results =
                Arbitraries.oneOf(values().map(DispatchResult.Ok::new), texts().map(DispatchResult.Err::new));
        return Arbitraries.oneOf(
                Arbitraries.of(new ClientMessage.Heartbeat()),
                Combinators.combine(requestIds(), results).as(ClientMessage.DispatchResponse::new),
                Combinators.combine(tenants(), texts(), requestIds().injectNull(0.2))
                        .as(ClientMessage.ScriptLine::new));
    }

    @Provide
    Arbitrary<RpcRequest> rpcRequests() {
        return Arbitraries.oneOf(
                Arbitraries.of(new RpcRequest.Heartbeat()),
                Combinators.combine(tenants(), events()).as(RpcRequest.DispatchEvent::new));
    }

    @Provide
    Arbitrary<RpcResponse> rpcResponses() {
        return Arbitraries.oneOf(
                instants().map(RpcResponse.Heartbeat::new),
                values().map(RpcResponse.DispatchEvent::new),
                texts().map(RpcResponse.Failure::new));
    }

    @Provide
    Arbitrary<KeyValueOp> keyValueOps() {
        return Arbitraries.oneOf(
                Combinators.combine(scopes(), keys()).as(KeyValueOp.Get::new),
                Arbitraries.of(new KeyValueOp.ListScopes()),
                Combinators.combine(scopes(), keys(), values()).as(KeyValueOp.Set::new),
                Combinators.combine(scopes(), keys()).as(KeyValueOp.Delete::new),
                Combinators.combine(scopes(), patterns()).as(KeyValueOp.Find::new));
    }

    @Provide
    Arbitrary<PublicGlobalKeyValueOp> publicGlobalKeyValueOps() {
        return Arbitraries.oneOf(
                Combinators.combine(patterns(), keys()).as(PublicGlobalKeyValueOp.Find::new),
                Combinators.combine(
                                keys(),
                                Arbitraries.integers(),
                                keys(),
                                tenants().injectNull(0.2))
                        .as(PublicGlobalKeyValueOp.Get::new));
    }

    @Provide
    Arbitrary<GlobalKeyValueOp> globalKeyValueOps() {
        Arbitrary<CreateGlobalKv> entries = Combinators.combine(
                        globalKeys(),
                        Arbitraries.integers(),
                        keys(),
                        json(),
                        keys(),
                        flags(),
                        keys().injectNull(0.2),
                        json())
                .as(CreateGlobalKv::new);
        return Arbitraries.oneOf(
                entries.map(GlobalKeyValueOp.Create::new),
                Combinators.combine(keys(), Arbitraries.integers(), keys()).as(GlobalKeyValueOp.Delete::new));
    }

    @Provide
    Arbitrary<TenantState> tenantStates() {
        return Combinators.combine(texts().list().uniqueElements().ofMaxSize(4), json())
                .as((names, data) -> new TenantState(new LinkedHashSet<>(names), data));
    }

    @Provide
    Arbitrary<KvRecord> kvRecords() {
        return Combinators.combine(
                        texts(),
                        texts(),
                        values(),
                        scopes(),
                        instants().injectNull(0.2),
                        instants().injectNull(0.2))
                .as(KvRecord::new);
    }

    @Provide
    Arbitrary<GlobalKv> globalKvs() {
        Arbitrary<GlobalKvData> data = Arbitraries.oneOf(
                Combinators.combine(json(), flags()).as(GlobalKvData.Data::new),
                texts().map(GlobalKvData.PurchaseRequired::new));
        return Combinators.combine(partials(), data).as(GlobalKv::new);
    }

    @Provide
    Arbitrary<Value> values() {
        return values(DEEPEST);
    }

    @Provide
    Arbitrary<Json> json() {
        return json(DEEPEST);
    }

    @Provide
    Arbitrary<TenantId> tenants() {
        return Combinators.combine(Arbitraries.of(TenantKind.class), integers().filter(id -> id != -1))
                .as(TenantId::new);
    }

    private Arbitrary<PartialGlobalKv> partials() {
        Arbitrary<PartialGlobalKv> withoutPrice = Combinators.combine(
                        texts(), Arbitraries.integers(), json(), instants(), Arbitraries.of(ReviewState.class))
                .as((text, version, metadata, time, review) -> new PartialGlobalKv(
                        text, version, text, "guild", null, text, metadata, text, time, time, true, review, null));
        return Combinators.combine(withoutPrice, integers().injectNull(0.2), texts().injectNull(0.2))
                .as((entry, price, description) -> new PartialGlobalKv(
                        entry.key(),
                        entry.version(),
                        entry.ownerId(),
                        entry.ownerType(),
                        price,
                        entry.shortDescription(),
                        entry.publicMetadata(),
                        entry.scope(),
                        entry.createdAt(),
                        entry.lastUpdatedAt(),
                        entry.publicData(),
                        entry.reviewState(),
                        description));
    }

    private Arbitrary<Event> events() {
        Arbitrary<EventData> data = Arbitraries.oneOf(
                json().map(EventData.OfJson::new),
                texts().map(EventData.OfJsonText::new),
                values().map(EventData.OfValue::new));
        return Combinators.combine(texts(), texts().injectNull(0.2), data).as(Event::new);
    }

    private Arbitrary<Value> values(int depth) {
        Arbitrary<Value> flat = Arbitraries.oneOf(
                texts().map(Value.Text::new),
                integers().map(Value.Int64::new),
                integers().map(Value.UInt64::new),
                Arbitraries.doubles().map(Value.Float64::new),
                flags().map(Value.Bool::new),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(b -> new Value.Buffer(Bytes.copyOf(b))),
                Arbitraries.floats().map(x -> new Value.Vector(x, -x, 0.5f)),
                instants().map(Value.Timestamp::new),
                Combinators.combine(integers(), Arbitraries.integers().between(0, 999_999_999))
                        .as((seconds, nanos) -> new Value.Interval(Duration.ofSeconds(seconds, nanos))),
                Arbitraries.of("UTC", "Europe/Paris", "Etc/GMT+5", "America/Port-au-Prince")
                        .map(Value.Zone::new),
                Arbitraries.maps(texts(), texts()).ofMaxSize(3).map(Value.TextMap::new),
                Arbitraries.of(Value.ofNull()));
        if (depth == 0) {
            return flat;
        }
        Arbitrary<Value> inner = Arbitraries.lazy(() -> values(depth - 1));
        return Arbitraries.oneOf(
                flat,
                inner.list().ofMaxSize(3).map(Value.Sequence::new),
                Combinators.combine(inner, inner)
                        .as(Value.Pair::new)
                        .list()
                        .ofMaxSize(3)
                        .map(Value.Pairs::new));
    }

    private Arbitrary<Json> json(int depth) {
        Arbitrary<Json> flat = Arbitraries.oneOf(
                Arbitraries.of(Json.ofNull()),
                flags().map(Json.Bool::new),
                integers().map(Json.Int::new),
                integers().map(Json::ofUnsigned),
                Arbitraries.doubles().map(Json.Float64::new),
                texts().map(Json.Text::new));
        if (depth == 0) {
            return flat;
        }
        Arbitrary<Json> inner = Arbitraries.lazy(() -> json(depth - 1));
        return Arbitraries.oneOf(
                flat,
                inner.list().ofMaxSize(20).map(Json.Array::new),
                Arbitraries.maps(texts(), inner).ofMaxSize(3).map(Json.Members::new));
    }

    private Arbitrary<String> texts() {
        Arbitrary<String> plain = Arbitraries.strings().ascii().ofMaxLength(300);
        Arbitrary<String> wide =
                Arbitraries.strings().withCharRange('\0', '\ud7ff').ofMaxLength(20);
        return Arbitraries.oneOf(plain, wide, Arbitraries.of("\ud83d\ude00", "\uffff", "\u2028"))
                .map(text -> SECRET + text);
    }

    private Arbitrary<String> keys() {
        return Arbitraries.strings()
                .withCharRange('\1', '\ud7ff')
                .ofMaxLength(100)
                .map(text -> SECRET + text);
    }

    private Arbitrary<String> globalKeys() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("._-")
                .ofMaxLength(50)
                .map(text -> SECRET + text + "x");
    }

    private Arbitrary<LikePattern> patterns() {
        return keys().map(LikePattern::startingWith);
    }

    private Arbitrary<Scopes> scopes() {
        return keys().list().ofMinSize(1).ofMaxSize(10).map(Scopes::of);
    }

    private Arbitrary<RequestId> requestIds() {
        return integers().map(RequestId::new);
    }

    private Arbitrary<Instant> instants() {
        Arbitrary<Integer> nanos = Arbitraries.oneOf(
                Arbitraries.of(0, 1_000_000, 1_000, 1), Arbitraries.integers().between(0, 999_999_999));
        return Combinators.combine(Arbitraries.longs().between(EARLIEST, LATEST), nanos)
                .as(Instant::ofEpochSecond);
    }

    private Arbitrary<Long> integers() {
        Arbitrary<Long> edges = Arbitraries.of(
                0L,
                127L,
                128L,
                255L,
                256L,
                65_535L,
                65_536L,
                4_294_967_295L,
                4_294_967_296L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -2L,
                -32L,
                -33L,
                -128L,
                -129L,
                -32_768L,
                -32_769L,
                -2_147_483_648L,
                -2_147_483_649L);
        return Arbitraries.oneOf(edges, Arbitraries.longs());
    }

    private Arbitrary<Boolean> flags() {
        return Arbitraries.of(true, false);
    }
}
