package org.mesophyll.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mesophyll.it.client.TenantDoor.bytes;
import static org.mesophyll.it.client.TenantDoor.hex;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mesophyll.client.StateClient;
import org.mesophyll.it.ItTokens;
import org.mesophyll.it.Running;
import org.mesophyll.it.WithMaster;
import org.mesophyll.it.peer.HttpReply;
import org.mesophyll.it.peer.StateDoor;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;

/** A batch is done as a whole or not at all, by the bytes that {@code docs/protocol.md}, section 4, prints. */
@WithMaster
class BatchIT {
    private static final int WORKER = 21;
    private static final String SET = "81a3536574 93 91a161 a16b a44e756c6c";
    private static final String GET = "81a3476574 92 91a161 a16b";
    private static final String DELETE = "81a644656c657465 92 91a161 a16b";
    private static final String FIND = "81a446696e64 92 91a161 a26b25";
    private static final String LIST_SCOPES = "81aa4c69737453636f706573 90";
    private static final String NULL_RECORD_OF_K_IN_A = "a16ba44e756c6c91a161";
    private static final int MOST_VALUE = 256 * 1024;

    private final Running master;
    private final List<StateDoor> doors = new ArrayList<>();

    BatchIT(Running master) {
        this.master = master;
    }

    @AfterEach
    void close() throws IOException {
        for (StateDoor door : doors) {
            door.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_operation_by_its_bytes(StateDoor.Version version) throws IOException {
        TenantDoor tenant = fresh(version);

        HttpReply reply = batch(tenant, "96", GET, SET, LIST_SCOPES, FIND, DELETE, GET);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type").orElse("")).startsWith("application/msgpack");
        assertThat(hex(reply))
                .startsWith("96" + "c0" + "c0" + "91a161" + "91" + "96")
                .contains(NULL_RECORD_OF_K_IN_A)
                .endsWith("c0" + "c0");
        assertNothing(tenant);
    }

    @Test
    void what_was_set_is_there_for_the_next_request() throws IOException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_2);

        HttpReply set = batch(tenant, "91", SET);

        assertThat(hex(set)).isEqualTo("91c0");
        assertThat(hex(tenant.post("/db/kv", bytes(GET)))).contains(NULL_RECORD_OF_K_IN_A);
    }

    @ParameterizedTest
    @CsvSource({
        "90, a batch has 1 to 100 operations",
        "c0, ''",
        "92 81a3536574 93 91a161 a16b a44e756c6c 81a34e6f70 90, 'operation 1: '",
        "92 81a3536574 93 91a161 a16b a44e756c6c 81a3476574 92 90 a16b, 'operation 1: '",
        "92 81a3536574 93 91a161 a16b a44e756c6c, ''"
    })
    void what_does_not_decode_is_400_names_the_operation_and_changes_nothing(String body, String reason)
            throws IOException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);

        HttpReply refused = tenant.post("/db/batch", bytes(body));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).isNotBlank().contains(reason);
        assertNothing(tenant);
    }

    @Test
    void a_value_over_the_limit_is_400_and_what_stood_before_it_is_not_done() throws IOException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        KeyValueBatch batch = KeyValueBatch.of(
                new KeyValueOp.Set(Scopes.of("a"), "k", Value.of(1)),
                new KeyValueOp.Set(Scopes.of("a"), "l", Value.of("v".repeat(MOST_VALUE))));

        HttpReply refused = tenant.post("/db/batch", KeyValueBatch.CODEC.encode(batch));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).startsWith("operation 1: the value is ");
        assertNothing(tenant);
    }

    @Test
    void answers_that_are_too_large_together_are_500_and_nothing_is_done() throws IOException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        Value large = Value.of("v".repeat(MOST_VALUE - 100));
        List<KeyValueOp> operations = new ArrayList<>(List.of(new KeyValueOp.Set(Scopes.of("a"), "k", large)));
        operations.addAll(Collections.nCopies(99, new KeyValueOp.Get(Scopes.of("a"), "k")));

        HttpReply refused = tenant.post("/db/batch", KeyValueBatch.CODEC.encode(new KeyValueBatch(operations)));

        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text()).matches("operation \\d+: the answer has more than 16777216 bytes, .*");
        assertNothing(tenant);
    }

    @Test
    void a_batch_may_have_100_operations_and_a_body_of_2_mebibytes() throws IOException {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);

        assertThat(hex(tenant.post("/db/batch", bytes("dc0064" + LIST_SCOPES.repeat(100)))))
                .isEqualTo("dc0064" + "90".repeat(100));
        assertThat(tenant.post("/db/batch", bytes("dc0065" + LIST_SCOPES.repeat(101)))
                        .status())
                .isEqualTo(400);
        assertThat(tenant.post("/db/batch", new byte[2 * 1024 * 1024 + 1]).status())
                .isEqualTo(413);
    }

    @Test
    void another_worker_is_403_before_the_body_is_looked_at_and_nobody_is_401() throws IOException {
        TenantDoor own = fresh(StateDoor.Version.HTTP_1_1);
        TenantDoor foreign = new TenantDoor(own.door(), WORKER + 1, own.tenant());

        assertThat(batch(foreign, "91", SET).status()).isEqualTo(403);
        assertThat(foreign.post("/db/batch", bytes("c1")).status()).isEqualTo(403);
        assertThat(own.door()
                        .post("/db/batch?id=" + WORKER + "&" + StateDoor.tenantQuery(own.tenant()), bytes("91" + SET))
                        .status())
                .isEqualTo(401);
        assertNothing(own);
    }

    @Test
    void the_client_reads_each_answer_as_its_operation_has_it() {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        try (StateClient client = client()) {
            List<KeyValueAnswer> answers = client.batch(
                    tenant.tenant(),
                    KeyValueBatch.of(
                            new KeyValueOp.Set(Scopes.of("a"), "k", Value.of(1)),
                            new KeyValueOp.Find(Scopes.of("a"), LikePattern.ALL),
                            new KeyValueOp.Delete(Scopes.of("a"), "k"),
                            new KeyValueOp.Get(Scopes.of("a"), "k")));

            assertThat(answers.get(1))
                    .isInstanceOfSatisfying(
                            KeyValueAnswer.Records.class,
                            found -> assertThat(found.records())
                                    .extracting(KvRecord::value)
                                    .containsExactly(Value.of(1)));
            assertThat(answers.get(3)).isEqualTo(new KeyValueAnswer.Found(null));
        }
    }

    @Test
    void more_writes_at_once_than_a_connection_takes_are_all_there_when_they_are_acknowledged() {
        TenantDoor tenant = fresh(StateDoor.Version.HTTP_1_1);
        try (StateClient client = client()) {
            for (int round = 0; round < 4; round++) {
                CompletableFuture<?>[] sets = new CompletableFuture<?>[250];
                for (int i = 0; i < sets.length; i++) {
                    sets[i] = client.async()
                            .set(tenant.tenant(), Scopes.of("a"), "key" + i % 32, Value.of(round))
                            .toCompletableFuture();
                }
                CompletableFuture.allOf(sets).join();
            }

            assertThat(client.find(tenant.tenant(), Scopes.of("a"), LikePattern.ALL))
                    .hasSize(32)
                    .allSatisfy(record -> assertThat(record.value()).isEqualTo(Value.of(3)));
        }
    }

    private StateClient client() {
        return StateClient.builder()
                .url(master.url().toString())
                .worker(WORKER)
                .token(ItTokens.worker(WORKER))
                .build();
    }

    private static HttpReply batch(TenantDoor tenant, String head, String... operations) throws IOException {
        return tenant.post("/db/batch", bytes(head + String.join("", operations)));
    }

    private static void assertNothing(TenantDoor tenant) throws IOException {
        assertThat(hex(tenant.post("/db/kv", bytes(LIST_SCOPES)))).isEqualTo("90");
    }

    private TenantDoor fresh(StateDoor.Version version) {
        StateDoor door = StateDoor.of(master.url(), version);
        doors.add(door);
        return TenantDoor.fresh(door, WORKER);
    }
}
