package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.ScriptCall;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.value.Value;

/** What programs, scripts and events come to. */
class ScriptWorkerTest extends ScriptWorkerSetUp {
    @Test
    void has_the_tenants_program_handle_an_event() throws Exception {
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));

        assertThat(engine.opened()).hasSize(1);
        assertThat(engine.last().loaded()).containsExactly("first", "second");
    }

    @Test
    void wakes_no_machine_for_an_event_that_is_not_for_the_tenant() throws Exception {
        assertThat(worker.onEvent(ONE, Event.of("Other", Value.ofNull()))).isEqualTo(Value.ofNull());

        assertThat(engine.opened()).isEmpty();
        assertThat(worker.machines()).isZero();
        assertThat(asked).hasValue(0);
    }

    @Test
    void refuses_events_while_it_cannot_be_had_who_wants_them() {
        eventsAreAway = true;

        assertRefused(() -> worker.onEvent(ONE, GREET), "the tenant's events cannot be had: the master is away");
    }

    @Test
    void wakes_no_machine_for_a_tenant_without_scripts() throws Exception {
        program = programOf();

        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.ofNull());

        assertThat(engine.opened()).isEmpty();
    }

    @Test
    void runs_a_script_in_the_tenants_machine() throws Exception {
        worker.onEvent(ONE, GREET);

        assertThat(script(ONE, "answer")).isEqualTo(Value.of("answer"));
        assertThat(engine.opened()).hasSize(1);
    }

    @Test
    void gives_each_tenant_a_machine() throws Exception {
        script(ONE, "a");
        script(OTHER, "b");

        assertThat(engine.opened()).hasSize(2);
        assertThat(worker.machines()).isEqualTo(2);
    }

    @Test
    void answers_a_failure_with_its_place_and_stack_and_keeps_the_machine() throws Exception {
        assertRefused(() -> script(ONE, FakeEngine.FAIL), "script error at test:1: no\nin line 1");

        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
        assertThat(engine.opened()).hasSize(1);
    }

    @Test
    void refuses_a_script_whose_name_is_too_long() {
        assertRefused(() -> worker.onScript(ONE, "x".repeat(201), "a", GREET), "1 to 200 characters, found 201");
    }

    @Test
    void loads_a_program_that_has_changed_into_a_new_machine() throws Exception {
        worker.onEvent(ONE, GREET);
        program = programOf("third");

        worker.onEvent(ONE, GREET);
        assertThat(engine.opened()).hasSize(1);
        nanos.addAndGet(LONG.toNanos());
        worker.onEvent(ONE, GREET);

        assertThat(engine.opened()).hasSize(2);
        assertThat(engine.opened().get(0).isClosed()).isTrue();
        assertThat(engine.last().loaded()).containsExactly("third");
    }

    @Test
    void makes_a_new_machine_when_the_tenant_may_do_something_else() throws Exception {
        worker.onEvent(ONE, GREET);
        program = new Program(program.scripts(), Set.of(Capability.KV));
        nanos.addAndGet(LONG.toNanos());
        worker.onEvent(ONE, GREET);

        assertThat(engine.opened()).hasSize(2);
    }

    @Test
    void keeps_the_machine_of_a_program_that_has_not_changed() throws Exception {
        worker.onEvent(ONE, GREET);
        nanos.addAndGet(LONG.toNanos());
        worker.onEvent(ONE, GREET);

        assertThat(asked).hasValue(2);
        assertThat(engine.opened()).hasSize(1);
    }

    @Test
    void goes_on_with_the_program_that_it_knows_while_it_cannot_be_had() throws Exception {
        worker.onEvent(ONE, GREET);
        trouble = new HostRefusal("the master is away");
        nanos.addAndGet(LONG.toNanos());

        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));

        assertThat(asked).hasValue(2); // not with every call
        assertRefused(() -> worker.onEvent(OTHER, GREET), "cannot be had: the master is away");
    }

    @Test
    void refuses_events_for_a_program_that_does_not_load_but_runs_scripts() throws Exception {
        program = new Program(List.of(new Script("broken", FakeEngine.FAIL)), Set.of());

        assertRefused(() -> worker.onEvent(ONE, GREET), "script error at broken:1: no");
        assertRefused(() -> worker.onEvent(ONE, GREET), "script error at broken:1: no");
        assertThat(script(ONE, "repair")).isEqualTo(Value.of("repair"));
        assertThat(engine.opened()).hasSize(1);
    }

    @Test
    void makes_a_machine_anew_when_it_hears_that_the_tenants_program_has_changed() throws Exception {
        var unused = worker.onEvent(ONE, GREET);
        program = programOf("other");
        worker.onTenantChanged(OTHER);
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        assertThat(engine.opened()).hasSize(1);

        worker.onTenantChanged(ONE);
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));

        assertThat(engine.last().loaded()).containsExactly("other");
        assertThat(asked).hasValue(2);
        assertThat(forgotten).hasValue(2);
    }

    @Test
    void asks_again_for_programs_that_use_a_global_entry_that_changes() throws Exception {
        program = new Program(program.scripts(), Set.of(), Set.of(ENTRY), null);
        var unused = worker.onEvent(ONE, GREET);
        program = new Program(program.scripts(), Set.of(), Set.of(ENTRY), "it was withdrawn");

        worker.onGlobalChanged(new GlobalKvName("greeter", 3, "shop"));
        assertThat(worker.onEvent(ONE, GREET)).isEqualTo(Value.of("handled Greet"));
        worker.onGlobalChanged(ENTRY);

        assertRefused(() -> worker.onEvent(ONE, GREET), "it was withdrawn");
        assertThat(script(ONE, "repair")).isEqualTo(Value.of("repair"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void asks_again_for_a_program_that_was_on_its_way_when_a_global_entry_changed() throws Exception {
        whileAsked = () -> {
            whileAsked = () -> {};
            worker.onGlobalChanged(ENTRY);
        };
        var first = worker.onEvent(ONE, GREET);
        var second = worker.onEvent(ONE, GREET);

        assertThat(first).isEqualTo(second);
        assertThat(asked).hasValue(2);
    }

    @Test
    void tells_what_scripts_log_to_whoever_asked_for_them() throws Exception {
        List<String> ofScript = new ArrayList<>();
        List<String> ofEvents = new ArrayList<>();
        worker.begin((tenant, task) -> true, (tenant, line) -> ofEvents.add(tenant + " " + line));

        Value unused = worker.onScript(ONE, "test", FakeEngine.LOG, GREET, new ScriptCall(ofScript::add));
        Value unusedToo = worker.onEvent(ONE, Event.of("Greet", Value.of(FakeEngine.LOG)));

        assertThat(ofScript).containsExactly("a line");
        assertThat(ofEvents).containsExactly("guild:1 a line");
    }

    @Test
    void startup_comes_to_the_tenants_that_want_it() throws Exception {
        worker.begin((tenant, task) -> turns.add(task), (tenant, line) -> {});

        await().until(() -> turns.size() == 1);
        turns.remove().run();

        assertThat(engine.last().handled()).containsExactly("OnStartup");
    }

    @Test
    void scripts_dispatch_to_their_own_tenant_after_what_they_do_now_and_not_for_ever() throws Exception {
        program = new Program(program.scripts(), Set.of(Capability.DISPATCH));
        worker.begin((tenant, task) -> turns.add(task), (tenant, line) -> {});
        await().until(() -> turns.poll() != null);

        assertThat(worker.onEvent(ONE, Event.of("Greet", Value.of(FakeEngine.DISPATCH))))
                .isEqualTo(Value.of("sent"));
        int handled = 0;
        for (Runnable next = turns.poll(); next != null; next = turns.poll()) {
            next.run();
            handled++;
        }

        assertThat(handled).isEqualTo(8);
        assertThat(engine.last().handled()).hasSize(9).containsOnly("Greet");
    }

    @Test
    void refuses_a_dispatch_when_too_much_waits_or_the_tenant_may_not() throws Exception {
        program = new Program(program.scripts(), Set.of(Capability.DISPATCH));
        Event dispatch = Event.of("Greet", Value.of(FakeEngine.DISPATCH));
        worker.begin((tenant, task) -> false, (tenant, line) -> {});

        assertRefused(() -> worker.onEvent(ONE, dispatch), "dispatch: too much waits for the tenant");
        program = new Program(program.scripts(), Set.of());
        assertRefused(() -> worker.onEvent(OTHER, dispatch), "no function dispatch");
    }
}
