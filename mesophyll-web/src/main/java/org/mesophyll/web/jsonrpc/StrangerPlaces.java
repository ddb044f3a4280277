package org.mesophyll.web.jsonrpc;

import java.util.HashMap;
import java.util.Map;
import org.mesophyll.web.settings.JsonRpcSettings;

/** Counts the sessions whose callers have not proven who they are, by address and in all. For any number of threads. */
final class StrangerPlaces {
    private final JsonRpcSettings.Strangers limits;
    private final Map<String, Integer> byAddress = new HashMap<>(); // guarded by this, like the next; no entry is zero
    private int inAll;

    StrangerPlaces(JsonRpcSettings.Strangers limits) {
        this.limits = limits;
    }

    /** Takes a place, or returns false if there is none. */
    synchronized boolean take(String address) {
        int before = byAddress.getOrDefault(address, 0);
        if (before >= limits.maxSessionsPerAddress() || inAll >= limits.maxSessions()) {
            return false;
        }
        byAddress.put(address, before + 1);
        inAll++;
        return true;
    }

    /** Gives back a place that was taken. */
    synchronized void giveBack(String address) {
        inAll--;
        byAddress.computeIfPresent(address, (same, before) -> before > 1 ? before - 1 : null);
    }

    synchronized int taken() {
        return inAll;
    }
}
