package org.mesophyll.client.script;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.mesophyll.client.ScriptCall;
import org.mesophyll.client.WorkerHandler;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.Handoff;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.GlobalKvName;
import org.mesophyll.protocol.Printable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * Has tenants' scripts do what a master asks of a worker, with a machine for each tenant.
 *
 * <p>A machine is made for a tenant's first call, and goes when the tenant is dropped, after a time without calls, or when too
 * many others are in use or all together take too much memory. What goes wrong in a script is the answer to its call, and nobody else's affair.
 */
public final class ScriptWorker implements WorkerHandler, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ScriptWorker.class.getName());
    private static final String STARTUP = "OnStartup";
    private static final int LOOKS_PER_IDLE_TIME = 4;

    private final TenantMachine.Surroundings surroundings;
    private final RareLog lost = new RareLog(LOG, System::nanoTime);
    private final Guard failures = new Guard(LOG, "something of a tenant's failed beside its calls");
    private final Watchdog watchdog = new Watchdog();
    private final StoppableCalls calls;
    private final MachinePool machines;
    private volatile BiPredicate<TenantId, Runnable> turns = (tenant, task) -> false; // written once, by begin
    private volatile Runnable whenSpent = () -> {}; // written once, by onSpent
    private volatile BiConsumer<TenantId, String> lines = (tenant, line) -> {}; // written once, by begin

    /**
     * Makes a worker's handler.
     *
     * @param engine runs all scripts
     * @param programs knows what tenants have programmed
     * @param hosts says what scripts may call
     */
    public ScriptWorker(ScriptEngine engine, ProgramSource programs, HostApis hosts, ScriptSettings settings) {
        this(engine, programs, hosts, settings, System::nanoTime);
    }

    ScriptWorker(
            ScriptEngine engine,
            ProgramSource programs,
            HostApis hosts,
            ScriptSettings settings,
            LongSupplier nanoClock) {
        this.calls = new StoppableCalls(settings.mostLostThreads(), () -> whenSpent.run());
        this.surroundings = new TenantMachine.Surroundings(
                engine, programs, hosts, settings, watchdog, this::dispatch, this::say, calls, nanoClock);
        this.machines =
                new MachinePool(tenant -> new TenantMachine(tenant, surroundings), settings, failures, nanoClock);
        watchdog.every(settings.idleTime().dividedBy(LOOKS_PER_IDLE_TIME), machines::closeIdle);
    }

    /**
     * Takes note that the worker is connected: from now on scripts may dispatch to their own tenant, what they log is told to the
     * master, and {@code OnStartup} comes to the tenants that want it. To be called once; does not block.
     *
     * @param newTurns runs tasks in tenants' turns: {@link org.mesophyll.client.WorkerClient#runInTurn}
     * @param newLines takes what scripts log: {@link org.mesophyll.client.WorkerClient#say}
     */
    public void begin(BiPredicate<TenantId, Runnable> newTurns, BiConsumer<TenantId, String> newLines) {
        turns = newTurns;
        lines = newLines;
        Thread startup = new Thread(
                failures.around(this::dispatchStartup), "mesophyll-script-startup"); // asks the master, so it may wait
        startup.setDaemon(true);
        Handoff.start(
                startup, refusal -> LOG.log(Level.WARNING, "nobody gets " + STARTUP + ": no thread for it", refusal));
    }

    /**
     * Sets what is run when more threads than {@link ScriptSettings#mostLostThreads} are lost to scripts that do not stop: the process
     * is to be started again. Perhaps run more than once; must not block. To be called before {@link #begin}.
     */
    public void onSpent(Runnable action) {
        whenSpent = action;
    }

    /** Returns how many threads are lost now to scripts that do not stop. */
    public int lostThreads() {
        return calls.lost();
    }

    /** Returns how many calls were refused because all machines together had no memory left for another. */
    public long refusedForMemory() {
        return machines.refusedForMemory();
    }

    @Override
    public Value onEvent(TenantId tenant, Event event) throws WorkerRefusal, InterruptedException {
        return onEvent(tenant, event, 0);
    }

    private Value onEvent(TenantId tenant, Event event, int depth) throws WorkerRefusal, InterruptedException {
        if (!wants(tenant, event.name())) {
            return Value.ofNull();
        }
        return machines.call(tenant, machine -> machine.handle(event, depth));
    }

    private void dispatchStartup() {
        try {
            for (TenantId tenant : surroundings.programs().tenantsWanting(STARTUP)) {
                if (!dispatch(tenant, Event.of(STARTUP, Value.ofNull()), 0)) {
                    lost.warn(() -> STARTUP + " of " + tenant + " is lost: too much waits");
                }
            }
        } catch (HostRefusal e) {
            LOG.log(Level.WARNING, "nobody gets {0}: {1}", STARTUP, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(TenantId tenant, String line) {
        lines.accept(tenant, line);
    }

    private boolean dispatch(TenantId tenant, Event event, int depth) {
        return turns.test(tenant, () -> handleQuietly(tenant, event, depth));
    }

    /** Handles an event whose answer nobody waits for. */
    private void handleQuietly(TenantId tenant, Event event, int depth) {
        try {
            Value unused = onEvent(tenant, event, depth);
        } catch (WorkerRefusal e) {
            LOG.log(
                    Level.DEBUG,
                    () -> "an event of " + tenant + " to itself failed: "
                            + Printable.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // the thread serves other tenants too
            failures.report(e);
        }
    }

    @Override
    public Value onScript(TenantId tenant, String name, String code, Event event)
            throws WorkerRefusal, InterruptedException {
        return onScript(tenant, name, code, event, new ScriptCall(line -> say(tenant, line)));
    }

    @Override
    public Value onScript(TenantId tenant, String name, String code, Event event, ScriptCall call)
            throws WorkerRefusal, InterruptedException {
        Script script;
        try {
            script = new Script(name, code);
        } catch (IllegalArgumentException e) {
            throw new WorkerRefusal(String.valueOf(e.getMessage()));
        }
        return machines.call(tenant, machine -> machine.run(script, event, call));
    }

    @Override
    public Set<String> languages() {
        return Set.of(surroundings.engine().language());
    }

    @Override
    public void onTenantChanged(TenantId tenant) {
        surroundings.programs().forgetEvents(tenant);
        machines.find(tenant).ifPresent(TenantMachine::changed);
    }

    @Override
    public void onGlobalChanged(GlobalKvName entry) {
        machines.all().forEach(machine -> machine.changed(entry));
    }

    @Override
    public void onDropAsked(TenantId tenant) {
        machines.stop(tenant);
    }

    @Override
    public void onDropRefused(TenantId tenant) {
        machines.keep(tenant);
    }

    @Override
    public Value onDrop(TenantId tenant) {
        machines.drop(tenant);
        return Value.ofNull();
    }

    /** Returns how many tenants have a machine, or had one a moment ago. */
    public int machines() {
        return machines.size();
    }

    /** Stops all that runs and lets go of all machines that do not. */
    @Override
    public void close() {
        watchdog.close();
        calls.close();
        machines.close();
    }

    private boolean wants(TenantId tenant, String event) throws WorkerRefusal, InterruptedException {
        try {
            return surroundings.programs().eventsOf(tenant).contains(event);
        } catch (HostRefusal e) {
            throw new WorkerRefusal("the tenant's events cannot be had: " + e.getMessage());
        }
    }
}
