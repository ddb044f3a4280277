package org.mesophyll.web.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.master.state.CreateOutcome;
import org.mesophyll.master.state.DeleteOutcome;
import org.mesophyll.master.state.GlobalKvService;
import org.mesophyll.master.state.TenantStateService;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerCount;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.protocol.state.CreateGlobalKv;
import org.mesophyll.protocol.state.GlobalKeyValueOp;
import org.mesophyll.protocol.state.PublicGlobalKeyValueOp;
import org.mesophyll.protocol.state.TenantPage;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.web.JerseyDoor;
import org.mesophyll.web.guard.AnswerSettings;
import org.mesophyll.web.guard.BodySettings;
import org.mesophyll.web.guard.ThrottleSettings;
import org.mesophyll.web.settings.WebSettings;
import org.mesophyll.web.worker.WorkerAuthenticationFilter;

class DbResourcesTest {
    private static final WorkerId WORKER = new WorkerId(1);
    private static final TenantId OWN = TenantId.guild(1L << 22);
    private static final TenantId FOREIGN = TenantId.user(0);
    private static final byte[] STATE = TenantState.CODEC.encode(new TenantState(Set.of("E"), Json.ofNull()));
    private static final String OWN_QUERY = "?tenant_type=guild&tenant_id=" + (1L << 22);
    private static final String FOREIGN_QUERY = "?tenant_type=user&tenant_id=0";

    private final TenantStateService states = mock(TenantStateService.class);
    private final GlobalKvService entries = mock(GlobalKvService.class);
    private final MasterSettings master = mock(MasterSettings.class);
    private final Epochs epochs = new Epochs(0);
    private JerseyDoor door;

    @BeforeEach
    void open() {
        when(master.workerCount()).thenReturn(new WorkerCount(2));
        door = doorWith(true);
    }

    @Test
    void the_states_of_the_workers_tenants_are_a_map() throws Exception {
        Map<TenantId, TenantState> owned = Map.of(OWN, new TenantState(Set.of("E"), Json.of("d")));
        doAnswer(call -> {
                    TenantStateService.Visitor visitor = call.getArgument(1);
                    visitor.begin(owned.size());
                    for (Map.Entry<TenantId, TenantState> each : owned.entrySet()) {
                        visitor.next(each.getKey(), TenantState.CODEC.encode(each.getValue()));
                    }
                    return null;
                })
                .when(states)
                .visitOwnedBy(eq(WORKER), any());

        JerseyDoor.Answer answer = send("GET", "tenant-states", new byte[0]);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/msgpack");
        assertThat(decoded(TenantState.BY_TENANT_CODEC, answer)).isEqualTo(owned);
    }

    @Test
    void one_tenants_state_comes_by_itself_and_nil_if_there_is_none() throws Exception {
        when(states.encoded(OWN)).thenReturn(Optional.of(STATE)).thenReturn(Optional.empty());

        JerseyDoor.Answer there = send("GET", "tenant-state" + OWN_QUERY, new byte[0]);
        JerseyDoor.Answer none = send("GET", "tenant-state" + OWN_QUERY, new byte[0]);

        assertThat(there.body().toByteArray()).isEqualTo(STATE);
        assertThat(there.header("Content-Type")).isEqualTo("application/msgpack");
        assertThat(none.body().toByteArray()).containsExactly(0xc0);
        assertThat(send("GET", "tenant-state" + FOREIGN_QUERY, new byte[0]).status())
                .isEqualTo(403);
        assertThat(send("GET", "tenant-state", new byte[0]).status()).isEqualTo(400);
    }

    @Test
    void the_tenants_that_want_an_event_come_in_pages() throws Exception {
        TenantPage first = new TenantPage(List.of(OWN), OWN);
        TenantPage second = new TenantPage(List.of(), null);
        when(states.wanting(WORKER, "On Startup", null)).thenReturn(first);
        when(states.wanting(WORKER, "On Startup", OWN)).thenReturn(second);

        String question = "tenants-wanting?event=On%20Startup";
        assertThat(decoded(TenantPage.CODEC, send("GET", question, new byte[0])))
                .isEqualTo(first);
        assertThat(decoded(
                        TenantPage.CODEC,
                        send("GET", question + "&after_type=guild&after_id=" + OWN.decimalId(), new byte[0])))
                .isEqualTo(second);
        for (String bad : List.of(
                "tenants-wanting",
                question + "&after_id=1",
                question + "&after_type=shop&after_id=1",
                question + "&after_type=user&after_id=-1")) {
            assertThat(send("GET", bad, new byte[0]).status()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void a_set_answers_200_with_an_empty_body() throws Exception {
        TenantState state = new TenantState(Set.of("E"), Json.ofNull());

        JerseyDoor.Answer answer = send("POST", "tenant-state" + OWN_QUERY, TenantState.CODEC.encode(state));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        verify(states).set(OWN, state);
    }

    @Test
    void a_foreign_tenant_is_403_before_the_body_is_looked_at() throws Exception {
        assertThat(send("POST", "tenant-state" + FOREIGN_QUERY, new byte[] {1}).status())
                .isEqualTo(403);
        assertThat(send("POST", "global-kv" + FOREIGN_QUERY, new byte[] {1}).status())
                .isEqualTo(403);
        assertThat(send(
                                "POST",
                                "public-global-kv",
                                PublicGlobalKeyValueOp.CODEC.encode(
                                        new PublicGlobalKeyValueOp.Get("key", 1, "s", FOREIGN)))
                        .status())
                .isEqualTo(403);
        verifyNoInteractions(states, entries);
    }

    @Test
    void the_setting_turns_the_check_of_owners_off() throws Exception {
        door = doorWith(false);

        JerseyDoor.Answer answer = send("POST", "tenant-state" + FOREIGN_QUERY, STATE);

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void a_bad_tenant_is_400_with_a_reason() throws Exception {
        assertThat(send("POST", "tenant-state", STATE).text())
                .isEqualTo("the query must have the parameter tenant_type exactly once");
        for (String query : List.of(
                "?tenant_type=shop&tenant_id=1",
                "?tenant_type=guild&tenant_id=-1",
                "?tenant_type=guild&tenant_id=18446744073709551615",
                "?tenant_type=guild&tenant_id=1&tenant_id=2")) {
            assertThat(send("POST", "tenant-state" + query, STATE).status())
                    .as(query)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_body_that_does_not_decode_is_400_with_a_reason_and_so_is_none() throws Exception {
        JerseyDoor.Answer garbage = send("POST", "tenant-state" + OWN_QUERY, new byte[] {(byte) 0xc1});

        assertThat(garbage.status()).isEqualTo(400);
        assertThat(garbage.header("Content-Type")).startsWith("text/plain");
        assertThat(garbage.text()).isNotBlank();
        assertThat(send("POST", "tenant-state" + OWN_QUERY, new byte[0]).status())
                .isEqualTo(400);
    }

    @Test
    void another_media_type_is_415() throws Exception {
        JerseyDoor.Answer answer = door.send(
                "POST",
                "tenant-state" + OWN_QUERY,
                worker(),
                "application/json",
                "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(415);
    }

    @Test
    void nobody_without_a_proven_worker_gets_anything() throws Exception {
        assertThat(door.send("GET", "tenant-states", Map.of(), "", new byte[0]).status())
                .isEqualTo(401);
        assertThat(door.send("GET", "nothing", Map.of(), "", new byte[0]).status())
                .isEqualTo(401);
    }

    @Test
    void a_failure_is_500_with_an_error_id_and_none_of_its_insides() throws Exception {
        when(states.encoded(OWN)).thenThrow(new IllegalStateException("jdbc:secret"));

        JerseyDoor.Answer answer = send("GET", "tenant-state" + OWN_QUERY, new byte[0]);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text())
                .matches("the operation failed; .* error [0-9a-f]{12}")
                .doesNotContain("secret");
    }

    @Test
    void global_entries_are_made_and_deleted_or_it_says_why_not() throws Exception {
        CreateGlobalKv entry = new CreateGlobalKv("key", 1, "short", Json.ofNull(), "shop", true, null, Json.ofNull());
        byte[] create = GlobalKeyValueOp.CODEC.encode(new GlobalKeyValueOp.Create(entry));
        byte[] delete = GlobalKeyValueOp.CODEC.encode(new GlobalKeyValueOp.Delete("key", 1, "shop"));
        when(entries.create(OWN, entry)).thenReturn(CreateOutcome.CREATED, CreateOutcome.EXISTS);
        when(entries.delete(OWN, "key", 1, "shop")).thenReturn(DeleteOutcome.DELETED, DeleteOutcome.NOT_FOUND);

        assertThat(send("POST", "global-kv" + OWN_QUERY, create).status()).isEqualTo(200);
        assertThat(send("POST", "global-kv" + OWN_QUERY, create).text())
                .isEqualTo("an entry with this key, version and scope exists");
        assertThat(send("POST", "global-kv" + OWN_QUERY, delete).status()).isEqualTo(200);
        assertThat(send("POST", "global-kv" + OWN_QUERY, delete).status()).isEqualTo(500);
    }

    @Test
    void a_public_entry_that_is_not_there_is_nil() throws Exception {
        when(entries.get("key", 1, "shop", OWN)).thenReturn(Optional.empty());

        JerseyDoor.Answer answer = send(
                "POST",
                "public-global-kv",
                PublicGlobalKeyValueOp.CODEC.encode(new PublicGlobalKeyValueOp.Get("key", 1, "shop", OWN)));

        assertThat(answer.body().toByteArray()).containsExactly(0xc0);
    }

    @Test
    void a_change_under_the_epoch_of_a_replaced_connection_is_409() throws Exception {
        epochs.begin(WORKER, 1);
        epochs.begin(WORKER, 2);
        TenantState state = new TenantState(Set.of("E"), Json.ofNull());
        byte[] delete = GlobalKeyValueOp.CODEC.encode(new GlobalKeyValueOp.Delete("key", 1, "shop"));
        when(entries.delete(OWN, "key", 1, "shop")).thenReturn(DeleteOutcome.DELETED);

        assertThat(sendUnder("1", "tenant-state", STATE).status()).isEqualTo(409);
        assertThat(sendUnder("1", "global-kv", delete).status()).isEqualTo(409);
        verifyNoInteractions(states, entries);
        assertThat(sendUnder("2", "tenant-state", STATE).status()).isEqualTo(200);
        assertThat(sendUnder("2", "global-kv", delete).status()).isEqualTo(200);
        verify(states).set(OWN, state);
    }

    private JerseyDoor.Answer sendUnder(String epoch, String path, byte[] body) throws Exception {
        return door.send("POST", path + OWN_QUERY, worker(), Map.of("Mesophyll-Epoch", epoch), body);
    }

    private JerseyDoor.Answer send(String method, String path, byte[] body) throws Exception {
        return door.send(method, path, worker(), "", body);
    }

    private static Map<String, Object> worker() {
        return Map.of(WorkerAuthenticationFilter.WORKER, WORKER);
    }

    private static <T> T decoded(Codec<T> codec, JerseyDoor.Answer answer) throws Exception {
        return codec.decode(answer.body().toByteArray(), DecodeLimits.DEFAULT);
    }

    private JerseyDoor doorWith(boolean ownershipCheck) {
        WebSettings settings = new WebSettings(
                Set.of(),
                ownershipCheck,
                Path.of("unused"),
                ThrottleSettings.DEFAULT,
                BodySettings.DEFAULT,
                AnswerSettings.DEFAULT,
                WebSettings.Receiving.DEFAULT);
        return new JerseyDoor(new DbApplication(), "/db/", new AbstractBinder() {
            @Override
            protected void configure() {
                bind(states).to(TenantStateService.class);
                bind(entries).to(GlobalKvService.class);
                bind(master).to(MasterSettings.class);
                bind(settings).to(WebSettings.class);
                bindAsContract(TenantOwnership.class);
                bind(epochs).to(Epochs.class);
                bindAsContract(Fence.class);
            }
        });
    }
}
