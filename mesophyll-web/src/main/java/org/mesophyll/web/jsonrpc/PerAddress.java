package org.mesophyll.web.jsonrpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What those who have not proven who they are may do, for each address by itself. Remembers a bounded number of addresses
 * and forgets the one that was quiet longest. For any number of threads.
 *
 * @param <T> what bounds an address
 */
final class PerAddress<T> {
    private final int addresses;
    private final Supplier<T> fresh;
    private final Map<String, T> bounds = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /**
     * Starts without any.
     *
     * @param addresses maximum number of addresses that are remembered, at least 1
     * @param fresh makes the bound of an address that is not remembered
     */
    PerAddress(int addresses, Supplier<T> fresh) {
        this.addresses = addresses;
        this.fresh = fresh;
    }

    /** Returns what bounds an address, see {@link org.mesophyll.web.guard.RemoteAddress#of}. */
    synchronized T of(String address) {
        T bound = bounds.computeIfAbsent(address, unused -> fresh.get());
        if (bounds.size() > addresses) {
            bounds.remove(bounds.keySet().iterator().next());
        }
        return bound;
    }
}
