package org.mesophyll.web.jsonrpc;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.web.settings.JsonRpcSettings;

/**
 * Counts the sessions whose callers have not proven who they are, by address and in all, and bounds how often an address
 * begins one: a handshake costs much more than a refusal. For any number of threads.
 */
final class StrangerPlaces {
    private static final int ADDRESSES = 10_000; // of which it is known how many sessions they began

    private final JsonRpcSettings.Strangers limits;
    private final PerAddress<Rate> begun;
    private final Map<String, Integer> byAddress = new HashMap<>(); // guarded by this, like the next; no entry is zero
    private int inAll;

    StrangerPlaces(JsonRpcSettings.Strangers limits, LongSupplier nanoClock) {
        this.limits = limits;
        long interval = TimeUnit.SECONDS.toNanos(1) / limits.sessionsPerSecond();
        this.begun = new PerAddress<>(ADDRESSES, () -> new Rate(limits.maxSessionsPerAddress(), interval, nanoClock));
    }

    /** Says whether an address may begin a session now, and counts it as begun if so. */
    boolean mayBegin(String address) {
        return isFree(address) && begun.of(address).take();
    }

    /** Takes a place, or returns false if there is none. */
    synchronized boolean take(String address) {
        if (!isFree(address)) {
            return false;
        }
        byAddress.merge(address, 1, Integer::sum);
        inAll++;
        return true;
    }

    /** Gives back a place that was taken. */
    synchronized void giveBack(String address) {
        inAll--;
        byAddress.computeIfPresent(address, (same, before) -> before > 1 ? before - 1 : null);
    }

    /** Takes note that a caller has proven who they are: their sessions are not counted against their address. */
    void proven(String address) {
        begun.of(address).giveBack();
    }

    synchronized int taken() {
        return inAll;
    }

    private synchronized boolean isFree(String address) {
        return inAll < limits.maxSessions() && byAddress.getOrDefault(address, 0) < limits.maxSessionsPerAddress();
    }
}
