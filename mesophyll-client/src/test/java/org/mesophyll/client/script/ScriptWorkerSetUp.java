package org.mesophyll.client.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/** A worker of scripts with an engine of the test's own, and programs that the test changes. */
abstract class ScriptWorkerSetUp {
    static final TenantId ONE = TenantId.guild(1);
    static final TenantId OTHER = TenantId.guild(2);
    static final GlobalKvName ENTRY = new GlobalKvName("greeter", 2, "shop");
    static final Event GREET = Event.of("Greet", Value.ofNull());
    static final Duration LONG = Duration.ofMinutes(1);

    final FakeEngine engine = new FakeEngine();
    final AtomicLong nanos = new AtomicLong();
    final AtomicInteger asked = new AtomicInteger();
    final ExecutorService threads = Executors.newCachedThreadPool();
    Program program = programOf("first", "second");

    @Nullable HostRefusal trouble;

    Runnable whileAsked = () -> {};
    final AtomicInteger forgotten = new AtomicInteger();
    boolean eventsAreAway;
    final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    ScriptWorker worker = worker(settings(LONG, 10, LONG));

    @AfterEach
    void close() {
        worker.close();
        threads.shutdownNow();
    }

    void restart(ScriptSettings settings) {
        worker.close();
        worker = worker(settings);
    }

    ScriptWorker worker(ScriptSettings settings) {
        return new ScriptWorker(engine, new Source(), ScriptWorkerSetUp::logOnly, settings, nanos::get);
    }

    static HostApi logOnly(TenantId tenant, Set<Capability> capabilities, Consumer<String> log) {
        return HostApi.NONE.with("log", arguments -> {
            log.accept(((Value.Text) arguments.get(0)).value());
            return Value.ofNull();
        });
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
        public void forgetEvents(TenantId tenant) {
            forgotten.incrementAndGet();
        }
    }

    static Program programOf(String... names) {
        return new Program(
                List.of(names).stream().map(name -> new Script(name, "loaded")).toList(), Set.of());
    }

    static ScriptSettings settings(Duration time, int machines, Duration idleTime) {
        return new ScriptSettings(VmLimits.DEFAULT, time, time, time, machines, 0, 4, idleTime, LONG, 1000, Set.of());
    }

    Value script(TenantId tenant, String code) throws Exception {
        return worker.onScript(tenant, "test", code, GREET);
    }

    static void assertRefused(ThrowingCallable call, String reason) {
        assertThatThrownBy(call).isInstanceOf(WorkerRefusal.class).hasMessageContaining(reason);
    }
}
