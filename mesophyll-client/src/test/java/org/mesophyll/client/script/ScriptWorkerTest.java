package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mesophyll.client.Cancellation;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

class ScriptWorkerTest {
    private static final TenantId ONE = TenantId.guild(1);
    private static final TenantId OTHER = TenantId.guild(2);
    private static final GlobalKvName ENTRY = new GlobalKvName("greeter", 2, "shop");
    private static final Event GREET = Event.of("Greet", Value.ofNull());
    private static final Duration LONG = Duration.ofMinutes(1);

    private final FakeEngine engine = new FakeEngine();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Program program = programOf("first", "second");
    private @Nullable HostRefusal trouble;
    private Runnable whileAsked = () -> {};
    private final AtomicInteger forgotten = new AtomicInteger();
    private boolean eventsAreAway;
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private ScriptWorker worker = worker(settings(LONG, 10, LONG));

    @AfterEach
    void close() {
        worker.close();
        threads.shutdownNow();
    }

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
    void stops_a_script_that_takes_too_long_and_goes_on_in_a_new_machine() throws Exception {
        restart(settings(Duration.ofMillis(50), 10, LONG));

        assertRefused(() -> script(ONE, FakeEngine.WAIT), "limit exceeded: time: the limit is PT0.05S");
        assertRefused(
                () -> worker.onEvent(ONE, Event.of("Greet", Value.of(FakeEngine.WAIT))),
                "limit exceeded: time: the limit is PT0.05S");

        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
        assertThat(engine.opened()).hasSize(3);
        assertThat(engine.opened().get(0).isClosed()).isTrue();
    }

    @Test
    void stops_a_program_that_takes_too_long_to_load() throws Exception {
        restart(settings(Duration.ofMillis(50), 10, LONG));
        program = new Program(List.of(new Script("slow", FakeEngine.WAIT)), Set.of());

        assertRefused(() -> worker.onEvent(ONE, GREET), "limit exceeded: time: the limit is PT0.05S");
        assertThat(script(ONE, "repair")).isEqualTo(Value.of("repair"));
    }

    @Test
    void stops_a_script_for_which_nobody_waits_any_more_and_nothing_after_it() throws Exception {
        Cancellation cancellation = new Cancellation();
        Future<Value> running =
                threads.submit(() -> worker.onScript(ONE, "test", FakeEngine.WAIT, GREET, cancellation));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();

        cancellation.cancel();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WorkerRefusal.class);
        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
        assertThat(engine.opened()).hasSize(2);
        cancellation.cancel();
        assertThat(script(ONE, "b")).isEqualTo(Value.of("b"));
        assertThat(engine.opened()).hasSize(2);
    }

    @Test
    void a_drop_stops_what_runs_and_refuses_what_waits() throws Exception {
        Future<Value> running = threads.submit(() -> script(ONE, FakeEngine.WAIT));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();

        worker.onDropAsked(ONE);

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(WorkerRefusal.class)
                .hasMessageContaining("stopped");
        assertRefused(() -> script(ONE, "a"), "the tenant is being dropped");
        assertThat(script(OTHER, "b")).isEqualTo(Value.of("b"));
        worker.onDrop(ONE);
        assertThat(script(ONE, "c")).isEqualTo(Value.of("c"));
        assertThat(engine.opened()).hasSize(3);
    }

    @Test
    void refuses_what_waits_between_two_drops() throws Exception {
        worker.onDropAsked(ONE);
        worker.onDropAsked(ONE);
        worker.onDrop(ONE);

        assertRefused(() -> script(ONE, "a"), "the tenant is being dropped");
        worker.onDrop(ONE);
        assertThat(script(ONE, "a")).isEqualTo(Value.of("a"));
    }

    @Test
    void goes_on_with_a_tenant_whose_drop_was_refused() throws Exception {
        script(ONE, "a");
        worker.onDropAsked(ONE);
        worker.onDropRefused(ONE);

        assertThat(engine.last().isClosed()).isTrue();
        assertThat(script(ONE, "b")).isEqualTo(Value.of("b"));
    }

    @Test
    void lets_the_machine_go_that_was_used_longest_ago_when_there_are_too_many() throws Exception {
        restart(settings(LONG, 2, LONG));
        script(ONE, "a");
        script(OTHER, "b");
        script(ONE, "c");

        script(TenantId.guild(3), "d");

        assertThat(engine.opened().stream().map(FakeEngine.Vm::isClosed)).containsExactly(false, true, false);
        assertThat(worker.machines()).isEqualTo(2);
    }

    @Test
    void lets_machines_go_that_nobody_uses() throws Exception {
        restart(settings(LONG, 10, Duration.ofMillis(40)));
        script(ONE, "a");
        nanos.addAndGet(Duration.ofMillis(40).toNanos());

        await().until(() -> engine.last().isClosed());

        assertThat(worker.machines()).isZero();
    }

    @Test
    void startup_comes_to_the_tenants_that_want_it() throws Exception {
        worker.begin((tenant, task) -> turns.add(task));

        await().until(() -> turns.size() == 1);
        turns.remove().run();

        assertThat(engine.last().handled()).containsExactly("OnStartup");
    }

    @Test
    void scripts_dispatch_to_their_own_tenant_after_what_they_do_now_and_not_for_ever() throws Exception {
        program = new Program(program.scripts(), Set.of(Capability.DISPATCH));
        worker.begin((tenant, task) -> turns.add(task));
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
        worker.begin((tenant, task) -> false);

        assertRefused(() -> worker.onEvent(ONE, dispatch), "dispatch: too much waits for the tenant");
        program = new Program(program.scripts(), Set.of());
        assertRefused(() -> worker.onEvent(OTHER, dispatch), "no function dispatch");
    }

    @Test
    void stops_what_runs_when_it_is_closed() throws Exception {
        Future<Value> running = threads.submit(() -> script(ONE, FakeEngine.WAIT));
        await().until(() -> !engine.opened().isEmpty());
        engine.last().awaitRunning();
        script(OTHER, "a");

        worker.close();

        assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).hasRootCauseInstanceOf(WorkerRefusal.class);
        assertThat(engine.opened().stream().allMatch(FakeEngine.Vm::isClosed)).isTrue();
    }

    private void restart(ScriptSettings settings) {
        worker.close();
        worker = worker(settings);
    }

    private ScriptWorker worker(ScriptSettings settings) {
        return new ScriptWorker(engine, new Source(), (tenant, capabilities) -> HostApi.NONE, settings, nanos::get);
    }

    private final class Source implements ProgramSource {
        @Override
        public Set<String> eventsOf(TenantId tenant) throws HostRefusal {
            if (eventsAreAway) {
                throw new HostRefusal("the master is away");
            }
            return Set.of("Greet", "OnStartup");
        }

        @Override
        public Set<TenantId> tenantsWanting(String event) {
            return event.equals("OnStartup") ? Set.of(ONE) : Set.of();
        }

        @Override
        public Program programOf(TenantId tenant) throws HostRefusal {
            asked.incrementAndGet();
            whileAsked.run();
            HostRefusal refusal = trouble;
            if (refusal != null) {
                throw refusal;
            }
            return program;
        }

        @Override
        public void forgetEvents() {
            forgotten.incrementAndGet();
        }
    }

    private static Program programOf(String... names) {
        return new Program(
                List.of(names).stream().map(name -> new Script(name, "loaded")).toList(), Set.of());
    }

    private static ScriptSettings settings(Duration time, int machines, Duration idleTime) {
        return new ScriptSettings(VmLimits.DEFAULT, time, time, time, machines, idleTime, LONG, 1000, Set.of());
    }

    private Value script(TenantId tenant, String code) throws Exception {
        return worker.onScript(tenant, "test", code, GREET);
    }

    private static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(WorkerRefusal.class).hasMessageContaining(reason);
    }
}
