package org.mesophyll.master.scripts;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/**
 * The jobs that wait, each for a place in the window of its tenant and in that of its worker. Those of one tenant start in their order,
 * tenants take turns.
 *
 * <p>A job that its worker had no room for is put back to its place in the order. Its tenant then pauses, longer each time, and has a
 * window of one until a job of it ends. Safe for use by any number of threads; never blocks.
 */
final class JobQueue {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MOST_DOUBLINGS = 4; // to 0.8 s

    private final int perTenant;
    private final int perWorker;
    private final long mostBytes;
    private final Map<WorkerId, Lane> lanes = new HashMap<>(); // guarded by this, like the next two
    private final Deque<TenantJobs> ready = new ArrayDeque<>(); // those whose first job may start, but for bytes
    private long bytes; // of those that have a place

    /**
     * Makes an empty queue.
     *
     * @param perTenant how many jobs of one tenant have a place at most
     * @param perWorker how many jobs of one worker have a place at most
     * @param mostBytes how much memory those that have a place take at most; a single one may take more
     */
    JobQueue(int perTenant, int perWorker, long mostBytes) {
        this.perTenant = perTenant;
        this.perWorker = perWorker;
        this.mostBytes = mostBytes;
    }

    /** Adds a job behind those of its tenant. */
    synchronized void add(WorkerId worker, LiveJob job) {
        Lane lane = lanes.computeIfAbsent(worker, id -> new Lane());
        TenantJobs tenant = lane.tenants.computeIfAbsent(job.tenant(), id -> new TenantJobs(id, lane, perTenant));
        tenant.waiting.put(job.number(), job);
        offer(tenant);
    }

    /** Gives the next job that may start its places, and returns it; empty if none may. */
    synchronized Optional<LiveJob> take() {
        for (int looks = ready.size(); looks > 0; looks--) {
            TenantJobs tenant = ready.removeFirst();
            tenant.isReady = false;
            if (!tenant.mayStart()) {
                continue; // something changed since; whoever changes it back offers it again
            }
            LiveJob job = tenant.waiting.firstEntry().getValue();
            if (tenant.lane.running >= perWorker || (bytes > 0 && bytes + job.bytes() > mostBytes)) {
                offer(tenant); // the next one's worker may have a place
                continue;
            }
            tenant.waiting.remove(job.number());
            tenant.running.add(job);
            tenant.lane.running++;
            bytes += job.bytes();
            offer(tenant);
            return Optional.of(job);
        }
        return Optional.empty();
    }

    /** Takes a job out that waits; false if it does not. */
    synchronized boolean remove(WorkerId worker, LiveJob job) {
        TenantJobs tenant = find(worker, job);
        if (tenant == null || tenant.waiting.remove(job.number()) == null) {
            return false;
        }
        tidy(worker, tenant);
        return true;
    }

    /** Takes a job out that has ended, and gives back its places, if it has any. */
    synchronized void ended(WorkerId worker, LiveJob job) {
        TenantJobs tenant = find(worker, job);
        if (tenant != null && leave(tenant, job)) {
            tenant.refusals = 0;
            tenant.window = perTenant;
            offer(tenant);
            tidy(worker, tenant);
        }
    }

    /** Puts a job back to its place in the order: its worker is not connected, and so it was not tried. */
    synchronized void putBack(WorkerId worker, LiveJob job) {
        TenantJobs tenant = find(worker, job);
        if (tenant != null && leave(tenant, job)) {
            tenant.waiting.put(job.number(), job);
            offer(tenant);
        }
    }

    /**
     * Puts a job back that was refused, and has its tenant pause.
     *
     * @return for how long, until {@link #resume}; zero if the tenant pauses already
     */
    synchronized Duration putBackRefused(WorkerId worker, LiveJob job) {
        TenantJobs tenant = find(worker, job);
        if (tenant == null || !leave(tenant, job)) {
            return Duration.ZERO;
        }
        tenant.waiting.put(job.number(), job);
        tenant.window = 1;
        if (tenant.pauses) {
            return Duration.ZERO;
        }
        tenant.pauses = true;
        int doublings = Math.min(tenant.refusals++, MOST_DOUBLINGS);
        return FIRST_PAUSE.multipliedBy(1L << doublings);
    }

    /** Ends the pause of a tenant. */
    synchronized void resume(WorkerId worker, LiveJob job) {
        TenantJobs tenant = find(worker, job);
        if (tenant != null) {
            tenant.pauses = false;
            offer(tenant);
        }
    }

    /** Starts no job of a worker until it is {@linkplain #release released}; returns false if it is held already. */
    synchronized boolean hold(WorkerId worker) {
        Lane lane = lanes.computeIfAbsent(worker, id -> new Lane());
        boolean held = !lane.isHeld;
        lane.isHeld = true;
        return held;
    }

    synchronized void release(WorkerId worker) {
        Lane lane = lanes.get(worker);
        if (lane != null) {
            lane.isHeld = false;
            lane.tenants.values().forEach(this::offer);
            if (lane.tenants.isEmpty()) {
                lanes.remove(worker);
            }
        }
    }

    /** Says whether jobs wait for a worker. */
    synchronized boolean hasWaiting(WorkerId worker) {
        Lane lane = lanes.get(worker);
        return lane != null && lane.tenants.values().stream().anyMatch(tenant -> !tenant.waiting.isEmpty());
    }

    /** Guarded by this. */
    private void offer(TenantJobs tenant) {
        if (!tenant.isReady && tenant.mayStart()) {
            tenant.isReady = true;
            ready.addLast(tenant);
        }
    }

    /** Guarded by this. */
    private boolean leave(TenantJobs tenant, LiveJob job) {
        if (!tenant.running.remove(job)) {
            return false;
        }
        tenant.lane.running--;
        bytes -= job.bytes();
        return true;
    }

    /** Guarded by this. */
    private void tidy(WorkerId worker, TenantJobs tenant) {
        if (!tenant.waiting.isEmpty() || !tenant.running.isEmpty()) {
            return;
        }
        tenant.lane.tenants.remove(tenant.id);
        if (tenant.lane.tenants.isEmpty() && !tenant.lane.isHeld) {
            lanes.remove(worker);
        }
    }

    /** Guarded by this. */
    private @Nullable TenantJobs find(WorkerId worker, LiveJob job) {
        Lane lane = lanes.get(worker);
        return lane == null ? null : lane.tenants.get(job.tenant());
    }

    /** The jobs of one worker; guarded by the queue. */
    private static final class Lane {
        private final Map<TenantId, TenantJobs> tenants = new HashMap<>();
        private int running;
        private boolean isHeld;
    }

    /** The jobs of one tenant; guarded by the queue. */
    private static final class TenantJobs {
        private final TenantId id;
        private final Lane lane;
        private final TreeMap<Long, LiveJob> waiting = new TreeMap<>();
        private final Set<LiveJob> running = new HashSet<>();
        private int window;
        private int refusals; // in a row
        private boolean pauses;
        private boolean isReady; // it is among those that are

        private TenantJobs(TenantId id, Lane lane, int window) {
            this.id = id;
            this.lane = lane;
            this.window = window;
        }

        private boolean mayStart() {
            return !lane.isHeld && !pauses && !waiting.isEmpty() && running.size() < window;
        }
    }
}
