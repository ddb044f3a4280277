package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mesophyll.client.script.FakeRecords.TENANT;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mesophyll.client.FakeStateServer;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.state.GlobalKv;
import org.mesophyll.protocol.state.GlobalKvData;
import org.mesophyll.protocol.state.PartialGlobalKv;
import org.mesophyll.protocol.state.ReviewState;
import org.mesophyll.protocol.state.Scopes;
import org.mesophyll.protocol.state.TenantState;
import org.mesophyll.protocol.value.Bytes;
import org.mesophyll.protocol.value.Json;
import org.mesophyll.protocol.value.Value;

@Timeout(60)
class StateProgramsTest {
    private static final Scopes SCRIPTS = Scopes.of("scripts");
    private static final Set<Capability> USUAL = Set.of(Capability.LOG);
    private static final Value USE =
            Value.map(Map.of("key", Value.of("greeter"), "version", Value.of(2), "scope", Value.of("shop")));

    private final FakeRecords records = new FakeRecords();
    private final AtomicLong nanos = new AtomicLong();
    private final StatePrograms programs =
            new StatePrograms(records.client(), USUAL, Duration.ofSeconds(1), nanos::get);

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void takes_the_records_of_the_scope_scripts_and_no_other() throws Exception {
        records.set(SCRIPTS, "a", Value.of("code of a"));
        records.set(Scopes.of("scripts", "old"), "b", Value.of("code of b"));
        records.set(Scopes.of("default"), "c", Value.of("code of c"));

        Program program = programs.programOf(TENANT);

        assertThat(program.scripts()).containsExactly(new Script("a", "code of a"));
        assertThat(programs.eventsOf(TENANT)).isEqualTo(ProgramSource.USUAL_EVENTS);
        assertThat(program.capabilities()).isEqualTo(USUAL);
    }

    @Test
    void takes_the_events_that_the_tenant_wants_and_asks_again_when_they_are_old() throws Exception {
        records.set(new TenantState(Set.of("A"), Json.ofNull()));
        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        records.set(new TenantState(Set.of("B"), Json.ofNull()));

        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(programs.eventsOf(TENANT)).containsExactly("B");
        assertThat(programs.tenantsWanting("B")).containsExactly(TENANT);
        assertThat(programs.tenantsWanting("A")).isEmpty();
    }

    @Test
    void goes_on_with_the_events_that_it_knows_while_the_master_is_away() throws Exception {
        records.server().answerBy(request -> new FakeStateServer.Answer(503, Bytes.copyOf()));
        assertThatThrownBy(() -> programs.eventsOf(TENANT))
                .isInstanceOf(HostRefusal.class)
                .hasMessageContaining("503");
        records.answer();
        records.set(new TenantState(Set.of("A"), Json.ofNull()));
        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        records.server().answerBy(request -> new FakeStateServer.Answer(503, Bytes.copyOf()));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        int asked = records.server().requests();
        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        assertThat(records.server().requests()).isEqualTo(asked);
    }

    @Test
    void takes_the_capabilities_of_the_tenants_record() throws Exception {
        records.set(Scopes.of("mesophyll"), "capabilities", Value.list(Value.of("kv"), Value.of("clock")));

        assertThat(programs.programOf(TENANT).capabilities())
                .containsExactlyInAnyOrder(Capability.KV, Capability.CLOCK);
    }

    @Test
    void finds_a_record_of_capabilities_that_there_are_not_defective() throws Exception {
        records.set(Scopes.of("mesophyll"), "capabilities", Value.list(Value.of("everything")));
        assertDefect("there is no capability of that name; they are kv, global");
        assertThat(programs.programOf(TENANT).capabilities()).isEmpty();

        records.set(Scopes.of("mesophyll"), "capabilities", Value.of("kv"));
        assertDefect("capabilities is a list of texts");
    }

    @Test
    void takes_the_code_of_a_global_entry() throws Exception {
        records.set(SCRIPTS, "greet", USE);
        records.set(entry(new GlobalKvData.Data(Json.of("code of the shop"), false)));

        assertThat(programs.programOf(TENANT).scripts()).containsExactly(new Script("greet", "code of the shop"));
    }

    @Test
    void finds_a_global_entry_that_cannot_be_used_defective_and_takes_the_other_scripts() throws Exception {
        records.set(SCRIPTS, "greet", USE);
        records.set(SCRIPTS, "own", Value.of("code"));
        assertDefect("the script greet uses a global entry that is not there or not approved");
        assertThat(programs.programOf(TENANT).scripts()).containsExactly(new Script("own", "code"));
        assertThat(programs.programOf(TENANT).used()).containsExactly(new GlobalKvName("greeter", 2, "shop"));

        records.set(entry(new GlobalKvData.PurchaseRequired("https://shop.example")));
        assertDefect("the tenant has not bought greeter");

        records.set(entry(new GlobalKvData.Data(Json.of(1), false)));
        assertDefect("the script greet uses a global entry whose data is no text");
    }

    @Test
    void asks_for_events_again_after_a_notice_but_not_at_once() throws Exception {
        records.set(new TenantState(Set.of("A"), Json.ofNull()));
        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        records.set(new TenantState(Set.of("B"), Json.ofNull()));
        programs.forgetEvents(TENANT);

        assertThat(programs.eventsOf(TENANT)).containsExactly("A");
        nanos.addAndGet(Duration.ofMillis(10).toNanos());

        assertThat(programs.eventsOf(TENANT)).containsExactly("B");
        records.set(new TenantState(Set.of("C"), Json.ofNull()));
        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        assertThat(programs.eventsOf(TENANT)).containsExactly("B");
    }

    @Test
    void finds_a_script_that_is_none_defective() throws Exception {
        records.set(SCRIPTS, "greet", Value.of(1));

        assertDefect("the script greet is neither a text nor a map with key, version and scope of a global entry");
    }

    @Test
    void says_why_the_master_does_not_answer() {
        records.server().answerBy(request -> new FakeStateServer.Answer(503, Bytes.copyOf()));

        assertRefused("503");
    }

    @Test
    void ends_when_its_thread_is_interrupted() {
        records.server().stopAnswering();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> programs.programOf(TENANT)).isInstanceOf(InterruptedException.class);
        var unused = Thread.interrupted();
    }

    private void assertDefect(String reason) throws Exception {
        assertThat(programs.programOf(TENANT).defect()).contains(reason);
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> programs.programOf(TENANT))
                .isInstanceOf(HostRefusal.class)
                .hasMessageContaining(reason);
    }

    private static GlobalKv entry(GlobalKvData data) {
        Instant now = Instant.parse("2026-11-21T01:02:03Z");
        return new GlobalKv(
                new PartialGlobalKv(
                        "greeter",
                        2,
                        "123",
                        "guild",
                        null,
                        "short",
                        Json.emptyObject(),
                        "shop",
                        now,
                        now,
                        true,
                        ReviewState.APPROVED,
                        null),
                data);
    }
}
