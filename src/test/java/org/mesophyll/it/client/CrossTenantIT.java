package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mesophyll.it.client.TenantDoor.assertDone;
import static org.mesophyll.it.client.TenantDoor.bytes;
import static org.mesophyll.it.client.TenantDoor.decode;
import static org.mesophyll.it.client.TenantDoor.hex;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.Operator;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.it.peer.Tenants;
import org.mesophyll.it.peer.TestWorker;
import org.mesophyll.protocol.DispatchResult;
import org.mesophyll.protocol.RequestId;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

/** No worker reads, changes or answers for a tenant of another (G12). */
@WithMaster
class CrossTenantIT {
    private static final List<Integer> WORKERS = List.of(0, 24, 25, 63);
    private static final Scopes SCOPE = Scopes.of("private");
    private static final String KEY = "secret";
    private static final Map<String, byte[]> TENANT_REQUESTS = tenantRequests();

    private final Running master;
    private final StateDoor door;

    CrossTenantIT(Running master) {
        this.master = master;
        this.door = StateDoor.of(master.url(), StateDoor.Version.HTTP_1_1);
    }

    static Stream<Arguments> foreign_tenants() {
        return WORKERS.stream()
                .flatMap(owner -> WORKERS.stream()
                        .filter(other -> !other.equals(owner))
                        .flatMap(other -> Stream.of(
                                Arguments.of(owner, other, Tenants.guildOf(owner, other)),
                                Arguments.of(owner, other, Tenants.userOf(owner, other)))));
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    @ParameterizedTest
    @MethodSource("foreign_tenants")
    void every_request_about_anothers_tenant_is_403_and_changes_nothing(int owner, int other, TenantId tenant)
            throws IOException {
        TenantDoor own = new TenantDoor(door, owner, tenant);
        TenantDoor foreign = new TenantDoor(door, other, tenant);
        assertDone(own.kv(new KeyValueOp.Set(SCOPE, KEY, Value.of("of " + owner))));
        assertDone(own.post("/db/tenant-state", bytes("92 91 a9 4f6e53746172747570 80")));
        String before = remembered(own);

        for (Map.Entry<String, byte[]> request : TENANT_REQUESTS.entrySet()) {
            String path = request.getKey().substring(0, request.getKey().indexOf('#'));
            HttpReply reply = foreign.post(path, request.getValue());
            assertThat(reply.status()).as(request.getKey()).isEqualTo(403);
            assertThat(reply.text()).as(request.getKey()).doesNotContain(KEY, "of " + owner);
        }

        assertThat(remembered(own)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("foreign_tenants")
    void what_anothers_tenant_has_bought_is_not_told(int owner, int other, TenantId tenant) throws IOException {
        TenantDoor foreign = new TenantDoor(door, other, tenant);

        HttpReply reply = foreign.publicGlobalKv(new PublicGlobalKeyValueOp.Get("any", 1, "shop", tenant));

        assertThat(reply.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource("foreign_tenants")
    void the_list_of_states_has_none_of_another(int owner, int other, TenantId tenant)
            throws IOException, MalformedMessageException {
        TenantDoor own = new TenantDoor(door, owner, tenant);
        TenantDoor foreign = new TenantDoor(door, other, tenant);
        assertDone(own.post("/db/tenant-state", bytes("92 91 a9 4f6e53746172747570 80")));

        assertThat(states(own)).containsKey(tenant);
        assertThat(states(foreign)).doesNotContainKey(tenant);
    }

    @Test
    void a_token_of_another_worker_opens_nothing() throws IOException {
        TenantId tenant = Tenants.guildOf(24, 1);

        HttpReply reply = door.post(
                "/db/kv?" + StateDoor.caller(24, ItTokens.worker(25)) + "&" + StateDoor.tenantQuery(tenant),
                TENANT_REQUESTS.getOrDefault("/db/kv#Get", new byte[0]));

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void an_answer_with_a_request_id_of_another_worker_ends_nothing() throws InterruptedException {
        Operator operator = Operator.of(master);
        try (TestWorker asked = TestWorker.connect(master, 24, TestWorker.Behaviour.SILENT);
                TestWorker other = TestWorker.connect(master, 25, TestWorker.Behaviour.SILENT)) {
            double before = operator.metric("mesophyll_answers_unmatched_total");
            CompletableFuture<HttpReply> reply =
                    operator.dispatchText(Tenants.guildOf(24, 1), "a", Duration.ofSeconds(20));
            RequestId request = TestWorker.requestId(asked.next()).orElseThrow();

            other.answer(request, new DispatchResult.Ok(Value.of("forged")));
            await().untilAsserted(() -> assertThat(operator.metric("mesophyll_answers_unmatched_total"))
                    .isEqualTo(before + 1));
            assertThat(reply).isNotDone();
            asked.answer(request, new DispatchResult.Ok(Value.of("true")));

            assertThat(reply.join().object().getJsonObject("value").getString("Text"))
                    .isEqualTo("true");
        }
    }

    private String remembered(TenantDoor own) throws IOException {
        HttpReply records = own.kv(new KeyValueOp.Find(SCOPE, LikePattern.ALL));
        HttpReply scopes = own.kv(new KeyValueOp.ListScopes());
        HttpReply states = door.get("/db/tenant-states?" + own.caller());
        assertThat(List.of(records.status(), scopes.status(), states.status())).containsOnly(200);
        return hex(records) + " " + hex(scopes) + " " + hex(states);
    }

    private Map<TenantId, TenantState> states(TenantDoor worker) throws IOException, MalformedMessageException {
        return decode(TenantState.BY_TENANT_CODEC, door.get("/db/tenant-states?" + worker.caller()));
    }

    /** Returns the body of every request that names a tenant in its query, by path and operation. */
    private static Map<String, byte[]> tenantRequests() {
        Map<String, byte[]> requests = new LinkedHashMap<>();
        List<KeyValueOp> records = List.of(
                new KeyValueOp.Get(SCOPE, KEY),
                new KeyValueOp.ListScopes(),
                new KeyValueOp.Set(SCOPE, KEY, Value.of("stolen")),
                new KeyValueOp.Delete(SCOPE, KEY),
                new KeyValueOp.Find(SCOPE, LikePattern.ALL));
        records.forEach(operation ->
                requests.put("/db/kv#" + operation.getClass().getSimpleName(), KeyValueOp.CODEC.encode(operation)));
        requests.put("/db/batch#", KeyValueBatch.CODEC.encode(new KeyValueBatch(records)));
        CreateGlobalKv entry =
                new CreateGlobalKv("stolen", 1, "S", Json.emptyObject(), "shop", true, null, Json.ofNull());
        List<GlobalKeyValueOp> entries =
                List.of(new GlobalKeyValueOp.Create(entry), new GlobalKeyValueOp.Delete("stolen", 1, "shop"));
        entries.forEach(operation -> requests.put(
                "/db/global-kv#" + operation.getClass().getSimpleName(), GlobalKeyValueOp.CODEC.encode(operation)));
        requests.put("/db/tenant-state#", bytes("92 90 80"));
        return requests;
    }
}
