package org.mesophyll.mesh.work;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Ticks many links from one thread, which its owner starts and ends: it calls {@link #tickAll} at a fixed rate. */
public final class Ticker {
    private final Set<BooleanSupplier> ticked = ConcurrentHashMap.newKeySet();
    private final Consumer<Throwable> onFailure;

    /**
     * Makes a ticker with nothing to tick.
     *
     * @param onFailure hears what a tick threw; it must not throw. What has thrown is ticked again, for other deadlines
     *     than the one that failed depend on it
     */
    public Ticker(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Ticks something until it returns false. */
    public void add(BooleanSupplier tick) {
        ticked.add(tick);
    }

    /** Ticks everything once. */
    public void tickAll() {
        ticked.removeIf(tick -> !wantsMore(tick));
    }

    /** Returns how many are ticked. */
    public int size() {
        return ticked.size();
    }

    private boolean wantsMore(BooleanSupplier tick) {
        try {
            return tick.getAsBoolean();
        } catch (Throwable e) { // an Error too: a scheduler drops a task that throws, and all deadlines with it
            onFailure.accept(e);
            return true;
        }
    }
}
