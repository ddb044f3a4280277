package org.mesophyll.web.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.master.state.KvService;
import org.mesophyll.master.state.QuotaExceededException;
import org.mesophyll.master.state.StateBusyException;
import org.mesophyll.master.state.StateUnavailableException;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.Codecs;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.state.KeyValueAnswer;
import org.mesophyll.protocol.state.KeyValueBatch;
import org.mesophyll.protocol.state.KeyValueOp;
import org.mesophyll.protocol.state.KvRecord;
import org.mesophyll.protocol.state.LikePattern;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.value.Value;
import org.mesophyll.web.guard.AnswerSettings;
import org.mesophyll.web.guard.BodySettings;
import org.mesophyll.web.guard.ThrottleSettings;
import org.mesophyll.web.settings.WebSettings;

class TenantServletTest {
    private static final WorkerId WORKER = new WorkerId(1);
    private static final TenantId OWN = TenantId.guild(1L << 22);
    private static final TenantId FOREIGN = TenantId.user(0);
    private static final Scopes SCOPES = Scopes.of("a", "b");
    private static final String OWN_QUERY = "tenant_type=guild&tenant_id=" + (1L << 22);
    private static final String FOREIGN_QUERY = "tenant_type=user&tenant_id=0";
    private static final KvRecord RECORD = new KvRecord("1", "k", Value.of("v"), SCOPES, null, null);
    private static final byte[] LIST_SCOPES = KeyValueOp.CODEC.encode(new KeyValueOp.ListScopes());

    private final KvService records = mock(KvService.class);
    private final MasterSettings master = mock(MasterSettings.class);
    private final Epochs epochs = new Epochs(0);
    private final KvServlet kv = new KvServlet();

    @BeforeEach
    void inject() {
        when(master.workerCount()).thenReturn(new WorkerCount(2));
        kv.setRecords(records);
        kv.setOwnership(ownership(true));
        kv.setFence(new Fence(epochs));
    }

    @Test
    void a_record_is_found_or_nil() throws Exception {
        when(records.get(OWN, SCOPES, "k")).thenReturn(Optional.of(RECORD));
        when(records.get(OWN, SCOPES, "x")).thenReturn(Optional.empty());

        FakePost found = ask(new KeyValueOp.Get(SCOPES, "k"));

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.header("Content-Type")).isEqualTo("application/msgpack");
        assertThat(KvRecord.CODEC.decode(found.body(), DecodeLimits.DEFAULT)).isEqualTo(RECORD);
        assertThat(ask(new KeyValueOp.Get(SCOPES, "x")).body()).containsExactly(0xc0);
    }

    @Test
    void the_other_operations_reach_the_store() throws Exception {
        when(records.listScopes(OWN)).thenReturn(List.of("a", "b"));
        when(records.find(OWN, SCOPES, LikePattern.ALL)).thenReturn(List.of(RECORD));

        byte[] names = ask(new KeyValueOp.ListScopes()).body();
        byte[] found = ask(new KeyValueOp.Find(SCOPES, LikePattern.ALL)).body();

        assertThat(Codecs.list(Codecs.TEXT).decode(names, DecodeLimits.DEFAULT)).containsExactly("a", "b");
        assertThat(Codecs.list(KvRecord.CODEC).decode(found, DecodeLimits.DEFAULT))
                .containsExactly(RECORD);
        FakePost set = ask(new KeyValueOp.Set(SCOPES, "k", Value.of(1)));
        assertThat(set.body()).isEmpty();
        assertThat(set.header("Content-Type")).isEqualTo("application/msgpack");
        assertThat(ask(new KeyValueOp.Delete(SCOPES, "k")).body()).isEmpty();
        verify(records).set(OWN, SCOPES, "k", Value.of(1));
        verify(records).delete(OWN, SCOPES, "k");
    }

    @Test
    void a_batch_is_answered_by_an_array() throws Exception {
        KeyValueBatch batch =
                KeyValueBatch.of(new KeyValueOp.Set(SCOPES, "k", Value.of("v")), new KeyValueOp.Get(SCOPES, "k"));
        List<KeyValueAnswer> answers = List.of(new KeyValueAnswer.Done(), new KeyValueAnswer.Found(RECORD));
        when(records.run(OWN, batch)).thenReturn(answers);
        BatchServlet servlet = new BatchServlet();
        servlet.setRecords(records);
        servlet.setOwnership(ownership(true));
        servlet.setFence(new Fence(epochs));

        FakePost answered = post(KeyValueBatch.CODEC.encode(batch)).to(servlet);

        assertThat(answered.status()).isEqualTo(200);
        assertThat(batch.answers().decode(answered.body(), DecodeLimits.DEFAULT))
                .isEqualTo(answers);
    }

    @Test
    void a_foreign_tenant_is_403_before_the_body_is_looked_at() throws Exception {
        FakePost refused =
                new FakePost(FOREIGN_QUERY, new byte[] {1}).by(WORKER).to(kv);

        assertThat(refused.status()).isEqualTo(403);
        verifyNoInteractions(records);
    }

    @Test
    void the_setting_turns_the_check_of_owners_off() throws Exception {
        kv.setOwnership(ownership(false));
        when(records.listScopes(FOREIGN)).thenReturn(List.of());

        assertThat(new FakePost(FOREIGN_QUERY, LIST_SCOPES).by(WORKER).to(kv).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tenant_type=guild",
                "tenant_type=shop&tenant_id=1",
                "tenant_type=guild&tenant_id=-1",
                "tenant_type=guild&tenant_id=18446744073709551615",
                "tenant_type=guild&tenant_id=1&tenant_id=2"
            })
    void a_bad_tenant_is_400_with_a_reason(String query) throws Exception {
        FakePost refused = new FakePost(query, LIST_SCOPES).by(WORKER).to(kv);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).isNotBlank();
    }

    @Test
    void a_body_that_does_not_decode_is_400_with_a_reason_and_so_is_none() throws Exception {
        FakePost garbage = post(new byte[] {(byte) 0xc1}).to(kv);

        assertThat(garbage.status()).isEqualTo(400);
        assertThat(garbage.header("Content-Type")).startsWith("text/plain");
        assertThat(garbage.text()).isNotBlank();
        assertThat(post(new byte[0]).to(kv).text()).isEqualTo("the request has no body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/msgpackx", "text/plain"})
    void another_media_type_is_415(String type) throws Exception {
        assertThat(post(LIST_SCOPES).type(type).to(kv).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/msgpack", "Application/MsgPack", "application/msgpack; v=1"})
    void its_own_media_type_is_taken_in_any_writing(String type) throws Exception {
        assertThat(post(LIST_SCOPES).type(type).to(kv).status()).isEqualTo(200);
    }

    @Test
    void another_method_is_405() throws Exception {
        FakePost refused = post(LIST_SCOPES).method("GET").to(kv);

        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("POST");
    }

    @Test
    void nobody_without_a_proven_worker_gets_anything() throws Exception {
        assertThat(new FakePost(OWN_QUERY, LIST_SCOPES).to(kv).status()).isEqualTo(401);
        verifyNoInteractions(records);
    }

    @Test
    void a_failure_is_500_with_an_error_id_and_none_of_its_insides() throws Exception {
        doThrow(new IllegalStateException("jdbc:secret")).when(records).listScopes(OWN);

        FakePost failed = post(LIST_SCOPES).to(kv);

        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.text())
                .matches("the operation failed; .* error [0-9a-f]{12}")
                .doesNotContain("secret");
    }

    @Test
    void too_much_that_waits_is_429_and_says_when_to_come_back() throws Exception {
        doThrow(new StateBusyException("1024 writes wait already"))
                .when(records)
                .listScopes(OWN);

        FakePost refused = post(LIST_SCOPES).to(kv);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void a_change_under_the_epoch_of_a_replaced_connection_is_409_and_the_newer_ones_are_done() throws Exception {
        epochs.begin(WORKER, 1);
        epochs.begin(WORKER, 2);
        byte[] set = KeyValueOp.CODEC.encode(new KeyValueOp.Set(SCOPES, "k", Value.of(1)));
        byte[] delete = KeyValueOp.CODEC.encode(new KeyValueOp.Delete(SCOPES, "k"));

        FakePost refused = post(set).epoch("1").to(kv);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("epoch 1", "epoch 2");
        assertThat(post(delete).epoch("1").to(kv).status()).isEqualTo(409);
        verifyNoInteractions(records);
        assertThat(post(set).epoch("2").to(kv).status()).isEqualTo(200);
        assertThat(post(set).to(kv).status()).isEqualTo(200);
    }

    @Test
    void reading_is_not_fenced() throws Exception {
        epochs.begin(WORKER, 2);

        assertThat(post(LIST_SCOPES).epoch("1").to(kv).status()).isEqualTo(200);
    }

    @Test
    void a_batch_is_fenced_if_it_changes_something() throws Exception {
        BatchServlet servlet = new BatchServlet();
        servlet.setRecords(records);
        servlet.setOwnership(ownership(true));
        servlet.setFence(new Fence(epochs));
        KeyValueBatch reading = KeyValueBatch.of(new KeyValueOp.Get(SCOPES, "k"));
        KeyValueBatch changing = KeyValueBatch.of(new KeyValueOp.Get(SCOPES, "k"), new KeyValueOp.Delete(SCOPES, "k"));
        when(records.run(OWN, reading)).thenReturn(List.of(new KeyValueAnswer.Found(null)));

        assertThat(post(KeyValueBatch.CODEC.encode(changing))
                        .epoch("7")
                        .to(servlet)
                        .status())
                .isEqualTo(409);
        assertThat(post(KeyValueBatch.CODEC.encode(reading))
                        .epoch("7")
                        .to(servlet)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.0", "0x1", "12345678901234567"})
    void what_is_no_epoch_is_400(String epoch) throws Exception {
        byte[] set = KeyValueOp.CODEC.encode(new KeyValueOp.Set(SCOPES, "k", Value.of(1)));

        assertThat(post(set).epoch(epoch).to(kv).status()).isEqualTo(400);
    }

    @Test
    void a_database_that_is_away_is_503_and_a_commit_in_doubt_says_so() throws Exception {
        doThrow(new StateUnavailableException("the database is away; nothing was changed", null))
                .doThrow(StateUnavailableException.inDoubt("no answer", null))
                .when(records)
                .listScopes(OWN);

        FakePost away = post(LIST_SCOPES).to(kv);
        FakePost inDoubt = post(LIST_SCOPES).to(kv);

        assertThat(away.status()).isEqualTo(503);
        assertThat(away.text()).contains("nothing was changed");
        assertThat(inDoubt.status()).isEqualTo(503);
        assertThat(inDoubt.text()).contains("may have been made");
    }

    @Test
    void too_much_for_the_tenants_quota_is_507_and_says_how_much_is_allowed() throws Exception {
        doThrow(new QuotaExceededException(OWN, "records", 11, 10, "mesophyll.tenant.max-records"))
                .when(records)
                .listScopes(OWN);

        FakePost refused = post(LIST_SCOPES).to(kv);

        assertThat(refused.status()).isEqualTo(507);
        assertThat(refused.text())
                .isEqualTo("the tenant would keep 11 records, the limit is 10 (mesophyll.tenant.max-records)");
    }

    private FakePost ask(KeyValueOp operation) throws Exception {
        return post(KeyValueOp.CODEC.encode(operation)).to(kv);
    }

    private static FakePost post(byte[] body) throws IOException {
        return new FakePost(OWN_QUERY, body).by(WORKER);
    }

    private TenantOwnership ownership(boolean check) {
        return new TenantOwnership(
                master,
                new WebSettings(
                        Set.of(),
                        check,
                        Path.of("unused"),
                        ThrottleSettings.DEFAULT,
                        BodySettings.DEFAULT,
                        AnswerSettings.DEFAULT,
                        WebSettings.Receiving.DEFAULT));
    }
}
