package org.mesophyll.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mesophyll.client.StateException.Reason;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.codec.MalformedMessageException;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
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

@Timeout(60)
class StateClientTest {
    private static final TenantId TENANT = TenantId.guild(123);
    private static final Scopes SCOPES = Scopes.of("a", "b");
    private static final String TOKEN = "a-token-that-must-not-show";
    private static final Instant NOW = Instant.parse("2026-11-21T01:02:03Z");
    private static final KvRecord RECORD = new KvRecord("1", "key", Value.of("v"), SCOPES, NOW, NOW);
    private static final PartialGlobalKv PARTIAL = new PartialGlobalKv(
            "key",
            1,
            "123",
            "guild",
            null,
            "short",
            Json.emptyObject(),
            "shop",
            NOW,
            NOW,
            true,
            ReviewState.APPROVED,
            null);

    private final FakeStateServer server = open();

    private static FakeStateServer open() {
        try {
            return new FakeStateServer();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    private StateClient client(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("mesophyll.client.state." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return StateClient.builder()
                .url(server.url())
                .worker(3)
                .token(TOKEN)
                .settings(ClientSettings.of(settings))
                .build();
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StateException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageNotContaining(TOKEN);
    }

    private KeyValueOp askedKv() throws MalformedMessageException {
        assertThat(server.lastRequest().path()).isEqualTo("/db/kv?id=3&tenant_type=guild&tenant_id=123");
        return KeyValueOp.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT);
    }

    @Test
    void gets_a_record_over_http_2_with_the_token_in_a_header_only() throws Exception {
        server.answerWith(200, KvRecord.CODEC.encode(RECORD));
        try (StateClient client = client()) {
            assertThat(client.get(TENANT, SCOPES, "key")).contains(RECORD);
        }

        assertThat(askedKv()).isEqualTo(new KeyValueOp.Get(SCOPES, "key"));
        assertThat(server.lastRequest().version()).isEqualTo("HTTP/2.0");
        assertThat(server.lastRequest().method()).isEqualTo("POST");
        assertThat(server.lastRequest().authorization()).isEqualTo("Bearer " + TOKEN);
    }

    @Test
    void gets_nothing_where_there_is_no_record() {
        server.answerWith(200, new byte[] {(byte) 0xc0});
        try (StateClient client = client()) {
            assertThat(client.get(TENANT, SCOPES, "key")).isEqualTo(Optional.empty());
        }
    }

    @Test
    void sets_and_deletes() throws Exception {
        try (StateClient client = client()) {
            client.set(TENANT, SCOPES, "key", Value.of(1));
            assertThat(askedKv()).isEqualTo(new KeyValueOp.Set(SCOPES, "key", Value.of(1)));
            client.delete(TENANT, SCOPES, "key");
            assertThat(askedKv()).isEqualTo(new KeyValueOp.Delete(SCOPES, "key"));
        }
    }

    @Test
    void finds_records_and_lists_scopes() throws Exception {
        try (StateClient client = client()) {
            server.answerWith(200, Codecs.list(KvRecord.CODEC).encode(List.of(RECORD, RECORD)));
            assertThat(client.find(TENANT, SCOPES, LikePattern.ALL)).containsExactly(RECORD, RECORD);
            assertThat(askedKv()).isEqualTo(new KeyValueOp.Find(SCOPES, LikePattern.ALL));
            server.answerWith(200, Codecs.list(Codecs.TEXT).encode(List.of("a", "b")));
            assertThat(client.listScopes(TENANT)).containsExactly("a", "b");
            assertThat(askedKv()).isEqualTo(new KeyValueOp.ListScopes());
        }
    }

    @Test
    void runs_a_batch_and_reads_each_answer_as_its_operation_has_it() throws Exception {
        KeyValueBatch batch = KeyValueBatch.of(
                new KeyValueOp.Set(SCOPES, "key", Value.of(1)),
                new KeyValueOp.Get(SCOPES, "key"),
                new KeyValueOp.Get(SCOPES, "none"),
                new KeyValueOp.Find(SCOPES, LikePattern.ALL),
                new KeyValueOp.ListScopes(),
                new KeyValueOp.Delete(SCOPES, "key"));
        List<KeyValueAnswer> answers = List.of(
                new KeyValueAnswer.Done(),
                new KeyValueAnswer.Found(RECORD),
                new KeyValueAnswer.Found(null),
                new KeyValueAnswer.Records(List.of(RECORD)),
                new KeyValueAnswer.Names(List.of("a", "b")),
                new KeyValueAnswer.Done());
        server.answerWith(200, batch.answers().encode(answers));
        try (StateClient client = client()) {
            assertThat(client.batch(TENANT, batch)).isEqualTo(answers);
        }

        assertThat(server.lastRequest().path()).isEqualTo("/db/batch?id=3&tenant_type=guild&tenant_id=123");
        assertThat(KeyValueBatch.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                .isEqualTo(batch);
    }

    @Test
    void refuses_an_answer_to_another_batch() {
        KeyValueBatch batch = KeyValueBatch.of(new KeyValueOp.ListScopes());
        server.answerWith(200, new byte[] {(byte) 0x92, (byte) 0xc0, (byte) 0xc0});
        try (StateClient client = client()) {
            assertFails(Reason.MALFORMED_ANSWER, () -> client.batch(TENANT, batch));
        }
    }

    @Test
    void reads_and_writes_tenant_states() throws Exception {
        TenantState state = new TenantState(Set.of("E"), Json.of(1));
        try (StateClient client = client()) {
            server.answerWith(200, TenantState.BY_TENANT_CODEC.encode(Map.of(TENANT, state)));
            assertThat(client.tenantStates()).isEqualTo(Map.of(TENANT, state));
            assertThat(server.lastRequest().method()).isEqualTo("GET");
            assertThat(server.lastRequest().path()).isEqualTo("/db/tenant-states?id=3");
            server.answerWith(200, new byte[0]);
            client.setTenantState(TENANT, state);
            assertThat(server.lastRequest().path()).isEqualTo("/db/tenant-state?id=3&tenant_type=guild&tenant_id=123");
            assertThat(TenantState.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                    .isEqualTo(state);
        }
    }

    @Test
    void asks_for_global_entries_and_changes_them() throws Exception {
        GlobalKv entry = new GlobalKv(PARTIAL, new GlobalKvData.PurchaseRequired("https://shop.example.org"));
        CreateGlobalKv creation =
                new CreateGlobalKv("key", 1, "short", Json.emptyObject(), "shop", true, null, Json.of("data"));
        try (StateClient client = client()) {
            server.answerWith(200, Codecs.list(PartialGlobalKv.CODEC).encode(List.of(PARTIAL)));
            assertThat(client.findGlobal(LikePattern.ALL, "shop")).containsExactly(PARTIAL);
            server.answerWith(200, GlobalKv.CODEC.encode(entry));
            assertThat(client.getGlobal("key", 1, "shop", TENANT)).contains(entry);
            assertThat(server.lastRequest().path()).isEqualTo("/db/public-global-kv?id=3");
            assertThat(PublicGlobalKeyValueOp.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                    .isEqualTo(new PublicGlobalKeyValueOp.Get("key", 1, "shop", TENANT));
            server.answerWith(200, new byte[0]);
            client.createGlobal(TENANT, creation);
            assertThat(server.lastRequest().path()).isEqualTo("/db/global-kv?id=3&tenant_type=guild&tenant_id=123");
            assertThat(GlobalKeyValueOp.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                    .isEqualTo(new GlobalKeyValueOp.Create(creation));
            client.deleteGlobal(TENANT, "key", 1, "shop");
            assertThat(GlobalKeyValueOp.CODEC.decode(server.lastRequest().body(), DecodeLimits.DEFAULT))
                    .isEqualTo(new GlobalKeyValueOp.Delete("key", 1, "shop"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, BAD_REQUEST",
        "401, UNAUTHORIZED",
        "403, FORBIDDEN_TENANT",
        "404, UNKNOWN_WORKER",
        "413, TOO_LARGE",
        "429, THROTTLED",
        "500, FAILED",
        "302, FAILED",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE"
    })
    void gives_each_status_its_reason(int status, Reason reason) {
        server.answerWith(status, new byte[0]);
        try (StateClient client = client()) {
            assertFails(reason, () -> client.get(TENANT, SCOPES, "key"));
        }
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void passes_on_the_masters_reason_without_what_could_forge_a_log() {
        server.answerWith(400, "the key is\r\nlong \u001b[31m".getBytes(StandardCharsets.UTF_8));
        try (StateClient client = client()) {
            assertThatThrownBy(() -> client.get(TENANT, SCOPES, "key"))
                    .hasMessage("the master answered 400: the key is  long  [31m");
        }
    }

    @Test
    void names_the_owner_of_a_tenant_of_another_worker() {
        server.answerWith(403, "the tenant belongs to worker 1, not to worker 3".getBytes(StandardCharsets.UTF_8));
        try (StateClient client = client()) {
            assertThatThrownBy(() -> client.get(TENANT, SCOPES, "key"))
                    .hasMessage("the tenant belongs to worker 1, not to worker 3 (403)");
        }
    }

    @Test
    void says_that_an_answer_does_not_decode() {
        server.answerWith(200, new byte[] {(byte) 0xc1});
        try (StateClient client = client()) {
            assertFails(Reason.MALFORMED_ANSWER, () -> client.get(TENANT, SCOPES, "key"));
        }
    }

    @Test
    void takes_a_success_that_is_not_the_masters_for_no_answer() {
        server.answerBy(request -> new FakeStateServer.Answer(200, Bytes.copyOf(), ContentType.TEXT_HTML));
        try (StateClient client = client()) {
            assertFails(Reason.MALFORMED_ANSWER, () -> client.set(TENANT, SCOPES, "key", Value.of(1)));
            assertFails(Reason.MALFORMED_ANSWER, () -> client.delete(TENANT, SCOPES, "key"));
        }
    }

    @Test
    void breaks_an_answer_over_the_limit_off() {
        server.answerWith(200, new byte[300_000]);
        try (StateClient client = client("max-answer-bytes", "200000")) {
            assertFails(Reason.TOO_LARGE, () -> client.tenantStates());
            server.answerWith(200, new byte[0]);
            client.set(TENANT, SCOPES, "key", Value.of(1));
        }
    }

    @Test
    void does_not_send_a_request_over_the_masters_limit() {
        try (StateClient client = client()) {
            assertFails(
                    Reason.TOO_LARGE, () -> client.set(TENANT, SCOPES, "key", Value.of("x".repeat(2 * 1024 * 1024))));
        }
        assertThat(server.requests()).isZero();
    }

    @Test
    void gives_up_when_no_answer_comes_in_time_and_goes_on_after_it() {
        server.stopAnswering();
        try (StateClient client = client("request-timeout", "PT0.3S")) {
            long startNanos = System.nanoTime();
            assertFails(Reason.TIMED_OUT, () -> client.get(TENANT, SCOPES, "key"));
            assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(3));
            server.answerWith(200, new byte[0]);
            client.set(TENANT, SCOPES, "key", Value.of(1));
        }
    }

    @Test
    void gives_up_when_an_answer_does_not_start_in_time() {
        server.stopAnswering();
        try (StateClient client = client("answer-timeout", "PT0.3S")) {
            long startNanos = System.nanoTime();
            assertFails(Reason.TIMED_OUT, () -> client.get(TENANT, SCOPES, "key"));
            assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(3));
        }
    }

    @Test
    void says_that_nobody_listens_and_where() {
        server.close();
        try (StateClient client = client()) {
            assertThatThrownBy(() -> client.get(TENANT, SCOPES, "key"))
                    .isInstanceOfSatisfying(
                            StateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                    .hasMessage(server.url() + " cannot be reached");
        }
    }

    @Test
    void takes_a_page_of_another_server_for_what_it_is() {
        server.answerWith(404, "\n<html>not found</html>".getBytes(StandardCharsets.UTF_8));
        try (StateClient client = client()) {
            assertThatThrownBy(() -> client.get(TENANT, SCOPES, "key"))
                    .isInstanceOfSatisfying(
                            StateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                    .hasMessage("no Mesophyll API at " + server.url() + " (404); is that the master's root?");
        }
    }

    @Test
    void bounds_the_requests_at_a_time() {
        server.stopAnswering();
        try (StateClient client = client("max-concurrent-requests", "2", "close-timeout", "PT0.1S")) {
            CompletableFuture<?> first = client.async().listScopes(TENANT).toCompletableFuture();
            CompletableFuture<?> second = client.async().listScopes(TENANT).toCompletableFuture();

            assertFails(Reason.THROTTLED, () -> client.listScopes(TENANT));
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
        }
    }

    @Test
    void fails_what_is_outstanding_when_it_is_closed_and_everything_after() {
        server.stopAnswering();
        StateClient client = client("close-timeout", "PT0.1S");
        CompletableFuture<?> outstanding = client.async().listScopes(TENANT).toCompletableFuture();

        client.close();
        client.close();

        assertThatThrownBy(() -> outstanding.get(1, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("the client was closed before the answer came");
        assertFails(Reason.CLOSED, () -> client.listScopes(TENANT));
    }

    @Test
    void needs_a_url_a_worker_and_a_token() {
        assertThatThrownBy(() -> StateClient.builder().url("http://localhost").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> StateClient.builder().url("http://localhost?token=secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
