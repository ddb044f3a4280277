package org.mesophyll.web.jsonrpc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The budgets of those who post calls without a proof of who they are, one for each address. Remembers a bounded number of
 * addresses and forgets the one that was quiet longest. For any number of threads.
 */
final class AddressBudgets {
    private final int addresses;
    private final Supplier<CallBudget> fresh;
    private final Map<String, CallBudget> budgets = new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    /**
     * Starts without any.
     *
     * @param addresses maximum number of addresses that are remembered, at least 1
     * @param fresh makes the budget of an address that is not remembered
     */
    AddressBudgets(int addresses, Supplier<CallBudget> fresh) {
        this.addresses = addresses;
        this.fresh = fresh;
    }

    /** Returns the budget of an address, see {@link org.mesophyll.web.guard.RemoteAddress#of}. */
    synchronized CallBudget of(String address) {
        CallBudget budget = budgets.computeIfAbsent(address, unused -> fresh.get());
        if (budgets.size() > addresses) {
            budgets.remove(budgets.keySet().iterator().next());
        }
        return budget;
    }
}
