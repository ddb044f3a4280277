package org.mesophyll.client.script;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.ScriptCall;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * One tenant's machine, made when it is needed, and the program that it has loaded.
 *
 * <p>Calls come one at a time; {@link #stop} comes from any thread.
 */
final class TenantMachine {
    private static final System.Logger LOG = System.getLogger(TenantMachine.class.getName());
    private static final long UNKNOWN_BYTES =
            128 * 1024; // as much as a small machine of an engine that does not count takes
    private static final String DISPATCH = Capability.DISPATCH.word();

    private final TenantId tenant;
    private final Surroundings surroundings;
    private final LineLog lines; // beside the master's
    private final AtomicInteger changes = new AtomicInteger(); // that the master has told of; by any thread
    private volatile @Nullable Program known; // written by whoever has the tenant's turn, like the next
    private volatile boolean asking;
    private int knownChanges; // confined to whoever has the tenant's turn, like the next four
    private long knownSinceNanos;
    private @Nullable ScriptFailure loadFailure;
    private int depth; // how many events have led to the one at hand
    private @Nullable ScriptCall script; // the one at hand, if it is no event
    private volatile @Nullable ScriptVm vm; // written by whoever has the tenant's turn
    private volatile boolean stopped; // written by any thread, once

    /**
     * What all machines of a worker share.
     *
     * @param lines takes what scripts log while they handle events
     */
    record Surroundings(
            ScriptEngine engine,
            ProgramSource programs,
            HostApis hosts,
            ScriptSettings settings,
            Watchdog watchdog,
            OwnEvents ownEvents,
            BiConsumer<TenantId, String> lines,
            StoppableCalls calls,
            LongSupplier nanoClock) {

        /** Makes a call on a machine, which is stopped if it takes longer than it may. */
        ScriptOutcome guard(ScriptVm vm, Duration limit, Supplier<ScriptOutcome> call) {
            return watchdog.guard(vm, limit, engine.mayResistStopping() ? () -> calls.run(vm, call::get) : call);
        }
    }

    TenantMachine(TenantId tenant, Surroundings surroundings) {
        this.tenant = tenant;
        this.lines = LineLog.of(tenant, surroundings.nanoClock());
        this.surroundings = surroundings;
    }

    /**
     * Has the tenant's program handle an event; null without a machine if it has no scripts.
     *
     * @param newDepth how many events of the tenant's own have led to this one
     */
    Value handle(Event event, int newDepth) throws WorkerRefusal, InterruptedException {
        return discarding(() -> handled(event, newDepth));
    }

    private Value handled(Event event, int newDepth) throws WorkerRefusal, InterruptedException {
        depth = newDepth;
        Program program = program();
        String defect = program.defect();
        if (defect != null) {
            throw new WorkerRefusal(defect);
        }
        if (program.scripts().isEmpty()) {
            return Value.ofNull();
        }
        ScriptVm machine = machine(program);
        ScriptFailure broken = loadFailure;
        if (broken != null) {
            throw new WorkerRefusal(broken.text());
        }
        return call(machine, settings().eventTime(), ready -> ready.handle(event));
    }

    /** Runs a script beside the tenant's program, also beside one that does not load; its cancellation costs the machine. */
    Value run(Script code, Event event, ScriptCall newScript) throws WorkerRefusal, InterruptedException {
        return discarding(() -> ran(code, event, newScript));
    }

    private Value ran(Script code, Event event, ScriptCall newScript) throws WorkerRefusal, InterruptedException {
        depth = 0;
        script = newScript;
        try {
            ScriptVm machine = machine(program());
            return call(machine, settings().scriptTime(), ready -> {
                newScript.onCancel(ready::stop);
                try {
                    return ready.run(code, event);
                } finally {
                    newScript.done();
                }
            });
        } finally {
            script = null;
        }
    }

    private interface Body {
        Value get() throws WorkerRefusal, InterruptedException;
    }

    /** Discards the machine if anything but a refusal comes out of a call: nobody knows in what state it is. */
    private Value discarding(Body call) throws WorkerRefusal, InterruptedException {
        boolean sound = false;
        try {
            Value value = call.get();
            sound = true;
            return value;
        } catch (WorkerRefusal | InterruptedException e) {
            sound = true;
            throw e;
        } finally {
            if (!sound) {
                discard();
            }
        }
    }

    private void discard() {
        try {
            close();
        } catch (RuntimeException | Error e) { // of a machine that nobody uses any more
            LOG.log(Level.WARNING, "a broken machine of " + tenant + " does not close", e);
        }
    }

    /** Takes note, from any thread, that the program may have changed. */
    void changed() {
        changes.incrementAndGet();
    }

    /** Takes note, from any thread, that a global entry has changed. */
    void changed(GlobalKvName entry) {
        boolean unknown = asking; // before the look at the program: what is asked for from here on knows of the change
        Program program = known;
        if (unknown || (program != null && program.used().contains(entry))) {
            changed();
        }
    }

    /** Stops what runs, and lets nothing run any more. */
    void stop() {
        stopped = true; // before the look at the machine: who makes one after that sees it
        ScriptVm running = vm;
        if (running != null) {
            running.stop();
        }
    }

    /** Lets go of the machine; not while it runs. */
    void close() {
        ScriptVm closing = vm;
        vm = null;
        loadFailure = null;
        if (closing != null) {
            closing.close();
        }
    }

    private ScriptSettings settings() {
        return surroundings.settings();
    }

    /** Returns the tenant's program, as it was not longer ago than settings say; an older one if it cannot be had anew. */
    private Program program() throws WorkerRefusal, InterruptedException {
        Program old = known;
        int seen = changes.get();
        long now = surroundings.nanoClock().getAsLong();
        boolean young = now - knownSinceNanos < settings().programAge().toNanos();
        if (old != null && young && seen == knownChanges) {
            return old;
        }
        Program current = ask(old);
        if (old != null && !old.equals(current)) {
            close();
        }
        knownChanges = seen;
        knownSinceNanos = now; // also if it is the old one: who cannot be reached is not asked with every call
        return current;
    }

    private Program ask(@Nullable Program old) throws WorkerRefusal, InterruptedException {
        asking = true;
        try {
            Program current = surroundings.programs().programOf(tenant);
            known = current;
            return current;
        } catch (HostRefusal e) {
            if (old != null) {
                return old;
            }
            throw new WorkerRefusal("the tenant's program cannot be had: " + e.getMessage());
        } finally {
            asking = false;
        }
    }

    private ScriptVm machine(Program program) {
        ScriptVm ready = vm;
        if (ready != null && ready.isUsable()) {
            return ready;
        }
        close();
        ScriptVm made = open(program);
        ScriptFailure failure = load(made, program);
        if (!made.isUsable()) { // a script of the program had to be stopped
            close();
            made = open(program);
        }
        loadFailure = failure;
        return made;
    }

    /** Returns how many bytes the machine takes; an estimate if its engine does not know, and 0 if there is none. */
    long memoryBytes() {
        ScriptVm open = vm;
        return open == null ? 0 : Math.max(open.memoryBytes(), UNKNOWN_BYTES);
    }

    private ScriptVm open(Program program) {
        ScriptVm made =
                surroundings.engine().open(tenant, host(program), settings().vm());
        vm = made;
        if (stopped) {
            made.stop();
        }
        return made;
    }

    private HostApi host(Program program) {
        HostApi host = surroundings.hosts().of(tenant, program.capabilities(), this::say);
        return program.capabilities().contains(Capability.DISPATCH) ? host.with(DISPATCH, this::dispatch) : host;
    }

    private void say(String text) {
        String line = Printable.of(text);
        lines.add(line);
        ScriptCall running = script;
        if (running == null) {
            surroundings.lines().accept(tenant, line);
        } else {
            running.say(line);
        }
    }

    /** {@code dispatch(name, data)}: an event for the tenant's own handlers, after what they do now. */
    private Value dispatch(List<Value> values) throws HostRefusal {
        Arguments arguments = new Arguments(DISPATCH, values);
        Event event = Event.of(arguments.text(0, "the event's name"), arguments.value(1));
        if (depth >= OwnEvents.MOST_DEEP) {
            throw new HostRefusal(DISPATCH + ": events that lead to one another are at most " + OwnEvents.MOST_DEEP);
        }
        if (!surroundings.ownEvents().dispatch(tenant, event, depth + 1)) {
            throw new HostRefusal(DISPATCH + ": too much waits for the tenant");
        }
        return Value.ofNull();
    }

    private @Nullable ScriptFailure load(ScriptVm machine, Program program) {
        for (Script script : program.scripts()) {
            ScriptOutcome outcome = surroundings.guard(machine, settings().loadTime(), () -> machine.load(script));
            if (outcome instanceof ScriptOutcome.Failed failed) {
                return failed.failure();
            }
        }
        return null;
    }

    private Value call(ScriptVm machine, Duration limit, Function<ScriptVm, ScriptOutcome> what) throws WorkerRefusal {
        ScriptOutcome outcome = surroundings.guard(machine, limit, () -> what.apply(machine));
        if (!machine.isUsable()) {
            close();
        }
        if (outcome instanceof ScriptOutcome.Failed failed) {
            throw new WorkerRefusal(failed.failure().text());
        }
        return ((ScriptOutcome.Returned) outcome).value();
    }
}
