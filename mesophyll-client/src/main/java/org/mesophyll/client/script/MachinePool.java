package org.mesophyll.client.script;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.mesophyll.client.WorkerRefusal;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.RareLog;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.value.Value;

/**
 * The machines of a worker's tenants, one each, within a number and a sum of memory.
 *
 * <p>A machine is made for a tenant's first call, and leaves when the tenant is dropped, after a time without calls, or when a call
 * of another tenant needs its place or its memory. A machine with a call counts with all that it may take, an idle one with what it
 * takes. The caller makes the calls of one tenant one after the other; all methods may be called from any thread.
 */
final class MachinePool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MachinePool.class.getName());

    private final Function<TenantId, TenantMachine> newMachine;
    private final ScriptSettings settings;
    private final Guard failures;
    private final LongSupplier nanoClock;
    private final long memoryBudget;
    private final RareLog refusedForMemory;
    private final Object lock = new Object();
    private final Map<TenantId, Seat> seats = new LinkedHashMap<>(16, 0.75f, true); // guarded by lock; least used first
    private long countedBytes; // guarded by lock: of all seats together

    /**
     * Makes a pool without machines.
     *
     * @param newMachine makes a machine that has not run anything yet; must not block
     * @param failures reports machines that fail to end, which must not hurt other tenants
     */
    MachinePool(
            Function<TenantId, TenantMachine> newMachine,
            ScriptSettings settings,
            Guard failures,
            LongSupplier nanoClock) {
        this.newMachine = newMachine;
        this.settings = settings;
        this.failures = failures;
        this.nanoClock = nanoClock;
        this.memoryBudget = settings.memoryBudget();
        this.refusedForMemory = new RareLog(LOG, nanoClock);
    }

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
    @FunctionalInterface
    interface Call {
        Value on(TenantMachine machine) throws WorkerRefusal, InterruptedException;
    }

    /**
     * Makes a call on a tenant's machine, which may wait for memory.
     *
     * @throws WorkerRefusal if the tenant is being dropped, or there is no memory for its machine
     */
    Value call(TenantId tenant, Call call) throws WorkerRefusal, InterruptedException {
        Seat seat = sitDown(tenant);
        try {
            return call.on(machineOf(seat));
        } finally {
            standUp(seat);
        }
    }

    /** Stops what a tenant runs, and refuses its calls until {@link #drop} or {@link #keep}. */
    void stop(TenantId tenant) {
        TenantMachine machine;
        synchronized (lock) {
            Seat seat = seat(tenant);
            seat.drops++;
            machine = seat.machine;
        }
        machine.stop();
    }

    /** Takes a {@link #stop} back: the tenant goes on with a new machine. */
    void keep(TenantId tenant) {
        TenantMachine stopped;
        boolean idle;
        synchronized (lock) {
            Seat seat = seat(tenant);
            seat.drops--;
            stopped = seat.machine;
            idle = !seat.busy;
            seat.machine = newMachine.apply(tenant);
        }
        if (idle) { // else its call closes it
            stopped.close();
        }
    }

    /** Ends a tenant's machine; called in the tenant's turn, after {@link #stop}. */
    void drop(TenantId tenant) {
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
    }

    /** Returns a tenant's machine, if it has one. */
    Optional<TenantMachine> find(TenantId tenant) {
        synchronized (lock) {
            return Optional.ofNullable(seats.get(tenant)).map(seat -> seat.machine);
        }
    }

    /** Returns all machines. */
    List<TenantMachine> all() {
        synchronized (lock) {
            return seats.values().stream().map(seat -> seat.machine).toList();
        }
    }

    /** Returns how many tenants have a machine, or had one a moment ago. */
    int size() {
        synchronized (lock) {
            return seats.size();
        }
    }

    /** Returns how many calls were refused because all machines together had no memory left for another. */
    long refusedForMemory() {
        return refusedForMemory.count();
    }

    /** Ends the machines without a call for {@link ScriptSettings#idleTime}. */
    void closeIdle() {
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

    /** Stops all machines with a call, and ends the others. */
    @Override
    public void close() {
        List<TenantMachine> busy = new ArrayList<>();
        List<TenantMachine> free = new ArrayList<>();
        synchronized (lock) {
            seats.values().forEach(seat -> (seat.busy ? busy : free).add(seat.machine));
            seats.values().removeIf(Seat::isFree);
        }
        busy.forEach(machine -> failures.run(machine::stop));
        free.forEach(machine -> failures.run(machine::close));
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
        return seats.computeIfAbsent(tenant, key -> new Seat(newMachine.apply(key)));
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
}
