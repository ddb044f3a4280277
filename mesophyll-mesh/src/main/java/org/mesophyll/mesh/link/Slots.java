package org.mesophyll.mesh.link;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of entries, each under a random id that says where it is; without locks, and small while it holds few.
 *
 * <p>There are at least twice as many slots as entries, so a free one is found by a few tries at random.
 *
 * @param <E> an entry
 */
final class Slots<E> {
    static final int MOST_ENTRIES = 1 << 20;

    private static final int SEGMENT = 64;
    private static final int TRIES = 8;

    private final LongSupplier random;
    private final int mask; // of the bits of an id that name its slot
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Slot<E>>> segments;

    /**
     * Makes an empty set.
     *
     * @param maxEntries how many entries there are at most, which whoever places them counts
     */
    Slots(int maxEntries, LongSupplier random) {
        if (maxEntries < 1 || maxEntries > MOST_ENTRIES) {
            throw new IllegalArgumentException("1 to " + MOST_ENTRIES + " requests may wait: " + maxEntries);
        }
        int slots = powerOfTwo(2 * maxEntries);
        this.random = random;
        this.mask = slots - 1;
        this.segments = new AtomicReferenceArray<>(slots / SEGMENT);
    }

    /**
     * Puts an entry into a free slot.
     *
     * @param entries about how many entries there are, this one included
     * @return the entry's id
     */
    long place(E entry, int entries) {
        int spread = Math.min(powerOfTwo(2 * entries) - 1, mask);
        while (true) {
            for (int tries = 0; tries < TRIES; tries++) {
                long bits = random.getAsLong();
                int index = (int) bits & spread;
                long id = (bits & ~mask) | index;
                if (segment(index).compareAndSet(index % SEGMENT, null, new Slot<>(id, entry))) {
                    return id;
                }
            }
            spread = Math.min(2 * spread + 1, mask);
        }
    }

    /** Takes an entry out; null if there is none, or if somebody else has taken it. */
    @Nullable E take(long id) {
        int index = (int) id & mask;
        AtomicReferenceArray<@Nullable Slot<E>> segment = segments.get(index / SEGMENT);
        if (segment == null) {
            return null;
        }
        Slot<E> slot = segment.get(index % SEGMENT);
        if (slot == null || slot.id != id || !segment.compareAndSet(index % SEGMENT, slot, null)) {
            return null;
        }
        return slot.entry;
    }

    /** Returns an entry, which stays; null if there is none. */
    @Nullable E find(long id) {
        int index = (int) id & mask;
        AtomicReferenceArray<@Nullable Slot<E>> segment = segments.get(index / SEGMENT);
        Slot<E> slot = segment == null ? null : segment.get(index % SEGMENT);
        return slot == null || slot.id != id ? null : slot.entry;
    }

    /** Calls the argument with every entry that is there throughout, and maybe with others. */
    void forEach(Visitor<E> visitor) {
        for (int i = 0; i < segments.length(); i++) {
            AtomicReferenceArray<@Nullable Slot<E>> segment = segments.get(i);
            for (int j = 0; segment != null && j < SEGMENT; j++) {
                Slot<E> slot = segment.get(j);
                if (slot != null) {
                    visitor.visit(slot.id, slot.entry);
                }
            }
        }
    }

    private AtomicReferenceArray<@Nullable Slot<E>> segment(int index) {
        AtomicReferenceArray<@Nullable Slot<E>> segment = segments.get(index / SEGMENT);
        if (segment != null) {
            return segment;
        }
        AtomicReferenceArray<@Nullable Slot<E>> made = new AtomicReferenceArray<>(SEGMENT);
        AtomicReferenceArray<@Nullable Slot<E>> other = segments.compareAndExchange(index / SEGMENT, null, made);
        return other == null ? made : other;
    }

    private static int powerOfTwo(int atLeast) {
        return Math.max(SEGMENT, Integer.highestOneBit(atLeast - 1) << 1);
    }

    /** Looks at an entry. */
    interface Visitor<E> {
        void visit(long id, E entry);
    }

    private record Slot<E>(long id, E entry) {}
}
