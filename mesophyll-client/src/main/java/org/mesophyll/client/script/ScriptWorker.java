package org.mesophyll.client.script;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    private final ScriptSettings settings;
    private final LongSupplier nanoClock;
    private final RareLog lost = new RareLog(LOG, System::nanoTime);
    private final Guard failures = new Guard(LOG, "something of a tenant's failed beside its calls");
    private final Watchdog watchdog = new Watchdog();
    private final StoppableCalls calls;
    private final long memoryBudget;
    private final RareLog refusedForMemory;
    private volatile BiPredicate<TenantId, Runnable> turns = (tenant, task) -> false; // written once, by begin
    private volatile Runnable whenSpent = () -> {}; // written once, by onSpent
    private volatile BiConsumer<TenantId, String> lines = (tenant, line) -> {}; // written once, by begin
    private final Object lock = new Object();
    private final Map<TenantId, Seat> seats = new LinkedHashMap<>(16, 0.75f, true); // guarded by lock; least used first
    private long countedBytes; // guarded by lock: of all seats together

    /** Where a tenant's machine stands; all fields are guarded by the lock. */
    private static final class Seat {
        private TenantMachine machine;
        private boolean busy;
        private int drops; // asked for, and not done
        private long idleSinceNanos;
        private long
                countedBytes; // the machine's cap while it is busy, what it takes while it is idle; 0 once it is gone
        private boolean gone;

        private Seat(TenantMachine machine) {
            this.machine = machine;
        }

        private boolean isFree() {
            return !busy && drops == 0;
        }
    }

    /** Makes a call on a tenant's machine. */
    private interface Call {
        Value on(TenantMachine machine) throws WorkerRefusal, InterruptedException;
    }

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
        this.memoryBudget = settings.memoryBudget();
        this.refusedForMemory = new RareLog(LOG, nanoClock);
        this.surroundings = new TenantMachine.Surroundings(
                engine, programs, hosts, settings, watchdog, this::dispatch, this::say, calls, nanoClock);
        this.settings = settings;
        this.nanoClock = nanoClock;
        watchdog.every(settings.idleTime().dividedBy(LOOKS_PER_IDLE_TIME), this::closeIdle);
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
        return refusedForMemory.count();
    }

    @Override
    public Value onEvent(TenantId tenant, Event event) throws WorkerRefusal, InterruptedException {
        return onEvent(tenant, event, 0);
    }

    private Value onEvent(TenantId tenant, Event event, int depth) throws WorkerRefusal, InterruptedException {
        if (!wants(tenant, event.name())) {
            return Value.ofNull();
        }
        return call(tenant, machine -> machine.handle(event, depth));
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
        return call(tenant, machine -> machine.run(script, event, call));
    }

    @Override
    public Set<String> languages() {
        return Set.of(surroundings.engine().language());
    }

    @Override
    public void onTenantChanged(TenantId tenant) {
        surroundings.programs().forgetEvents(tenant);
        Seat seat;
        synchronized (lock) {
            seat = seats.get(tenant);
        }
        if (seat != null) {
            machineOf(seat).changed();
        }
    }

    @Override
    public void onGlobalChanged(GlobalKvName entry) {
        List<TenantMachine> machines;
        synchronized (lock) {
            machines = seats.values().stream().map(seat -> seat.machine).toList();
        }
        machines.forEach(machine -> machine.changed(entry));
    }

    @Override
    public void onDropAsked(TenantId tenant) {
        TenantMachine machine;
        synchronized (lock) {
            Seat seat = seat(tenant);
            seat.drops++;
            machine = seat.machine;
        }
        machine.stop();
    }

    @Override
    public void onDropRefused(TenantId tenant) {
        TenantMachine stopped;
        boolean idle;
        synchronized (lock) {
            Seat seat = seat(tenant);
            seat.drops--;
            stopped = seat.machine;
            idle = !seat.busy;
            seat.machine = new TenantMachine(tenant, surroundings);
        }
        if (idle) { // else its call closes it
            stopped.close();
        }
    }

    @Override
    public Value onDrop(TenantId tenant) {
        TenantMachine left;
        synchronized (lock) {
            Seat seat = seat(tenant);
            left = seat.machine;
            seats.remove(tenant);
            count(seat, 0);
            seat.gone = true;
            if (seat.drops > 1) { // the calls before the next drop are not to be made either
                seat(tenant).drops = seat.drops - 1;
            }
        }
        left.close();
        return Value.ofNull();
    }

    /** Returns how many tenants have a machine, or had one a moment ago. */
    public int machines() {
        synchronized (lock) {
            return seats.size();
        }
    }

    /** Stops all that runs and lets go of all machines that do not. */
    @Override
    public void close() {
        watchdog.close();
        calls.close();
        List<TenantMachine> busy = new ArrayList<>();
        List<TenantMachine> free = new ArrayList<>();
        synchronized (lock) {
            seats.values().forEach(seat -> (seat.busy ? busy : free).add(seat.machine));
            seats.values().removeIf(Seat::isFree);
        }
        busy.forEach(machine -> failures.run(machine::stop));
        free.forEach(machine -> failures.run(machine::close));
    }

    private boolean wants(TenantId tenant, String event) throws WorkerRefusal, InterruptedException {
        try {
            return surroundings.programs().eventsOf(tenant).contains(event);
        } catch (HostRefusal e) {
            throw new WorkerRefusal("the tenant's events cannot be had: " + e.getMessage());
        }
    }

    private Value call(TenantId tenant, Call call) throws WorkerRefusal, InterruptedException {
        Seat seat = sitDown(tenant);
        try {
            return call.on(machineOf(seat));
        } finally {
            standUp(seat);
        }
    }

    private TenantMachine machineOf(Seat seat) {
        synchronized (lock) {
            return seat.machine;
        }
    }

    private Seat sitDown(TenantId tenant) throws WorkerRefusal, InterruptedException {
        List<TenantMachine> leaving = new ArrayList<>(1);
        Seat seat;
        try {
            synchronized (lock) {
                seat = seat(tenant);
                if (seat.drops > 0) {
                    throw new WorkerRefusal("the tenant is being dropped");
                }
                seat.busy = true;
                if (seats.size() > settings.mostMachines()) {
                    takeLeastUsed(leaving);
                }
                count(seat, settings.vm().memoryBytes());
                makeRoom(seat, leaving);
            }
        } finally {
            leaving.forEach(machine -> failures.run(machine::close)); // or this tenant's seat would be taken for ever
        }
        return seat;
    }

    /** Makes room for a machine that may grow to its cap: idle ones go, or busy ones are waited for. Guarded by the lock. */
    private void makeRoom(Seat seat, List<TenantMachine> leaving) throws WorkerRefusal, InterruptedException {
        long deadline = System.nanoTime() + settings.eventTime().toNanos();
        while (countedBytes > memoryBudget && countedBytes > seat.countedBytes) {
            if (takeLeastUsed(leaving)) {
                continue;
            }
            long leftNanos = deadline - System.nanoTime();
            if (leftNanos <= 0) {
                seat.busy = false;
                count(seat, seat.machine.memoryBytes());
                refusedForMemory.warn(
                        () -> "a call was refused: all machines together may take " + memoryBudget + " bytes");
                throw new WorkerRefusal("the worker has no memory for another machine: all together may take "
                        + memoryBudget + " bytes");
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
            } catch (InterruptedException e) {
                seat.busy = false;
                count(seat, seat.machine.memoryBytes());
                throw e;
            }
        }
    }

    private void standUp(Seat seat) {
        synchronized (lock) {
            seat.busy = false;
            seat.idleSinceNanos = nanoClock.getAsLong();
            count(seat, seat.machine.memoryBytes());
            lock.notifyAll();
        }
    }

    /** Guarded by the lock. */
    private void count(Seat seat, long bytes) {
        if (!seat.gone) {
            countedBytes += bytes - seat.countedBytes;
            seat.countedBytes = bytes;
        }
    }

    /** Guarded by the lock. */
    private Seat seat(TenantId tenant) {
        return seats.computeIfAbsent(tenant, key -> new Seat(new TenantMachine(key, surroundings)));
    }

    /** Takes the machine away that was used longest ago, if one is idle, and says whether one was. Guarded by the lock. */
    private boolean takeLeastUsed(List<TenantMachine> leaving) {
        Iterator<Seat> each = seats.values().iterator();
        while (each.hasNext()) {
            Seat seat = each.next();
            if (seat.isFree()) {
                each.remove();
                leave(seat, leaving);
                return true;
            }
        }
        return false;
    }

    /** Guarded by the lock. */
    private void leave(Seat seat, List<TenantMachine> leaving) {
        count(seat, 0);
        seat.gone = true;
        leaving.add(seat.machine);
    }

    private void closeIdle() {
        List<TenantMachine> idle = new ArrayList<>();
        long now = nanoClock.getAsLong();
        synchronized (lock) {
            seats.values().removeIf(seat -> {
                boolean leaves = seat.isFree()
                        && now - seat.idleSinceNanos >= settings.idleTime().toNanos();
                if (leaves) {
                    leave(seat, idle);
                }
                return leaves;
            });
        }
        idle.forEach(machine -> failures.run(machine::close));
    }
}
