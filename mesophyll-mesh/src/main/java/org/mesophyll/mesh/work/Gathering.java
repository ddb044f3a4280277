package org.mesophyll.mesh.work;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the messages that one thread offers to outboxes gather until a piece of its work is done, so that they leave in few
 * frames: the answers to all that one frame has asked for, say.
 *
 * <p>Nothing waits for more to come: a thread that is not within {@link #during} writes at once, and so does an outbox that
 * holds a frame's worth. Whoever offers to the same outbox from elsewhere writes what has gathered too, and so does the tick
 * of its link, so that a part that takes long holds nothing up for longer.
 */
public final class Gathering {
    private static final Guard WRITES = new Guard(
            System.getLogger(Gathering.class.getName()),
            "what a piece of work offered to an outbox could not be written");
    private static final long MOST_NANOS = 100_000;
    private static final ThreadLocal<@Nullable Gathering> CURRENT = new ThreadLocal<>();

    private final Set<Runnable> owed = new LinkedHashSet<>(); // confined to the thread, as the instance is
    private long owedSinceNanos; // confined like it

    private Gathering() {}

    /** Runs a piece of work, and then writes what it has offered; within another such piece, that one does. */
    public static void during(Runnable work) {
        if (CURRENT.get() != null) {
            work.run();
            return;
        }
        Gathering gathering = new Gathering();
        CURRENT.set(gathering);
        try {
            work.run();
        } finally {
            CURRENT.remove();
            gathering.writeAll();
        }
    }

    /** Writes what this thread's work has offered so far if that was too long ago; to be called between its parts. */
    public static void checkpoint() {
        Gathering gathering = CURRENT.get();
        if (gathering == null || gathering.owed.isEmpty()) {
            return;
        }
        if (System.nanoTime() - gathering.owedSinceNanos > MOST_NANOS) {
            gathering.writeAll();
        }
    }

    /** Writes what this thread's work has offered so far; to be called before the thread waits for anything. */
    public static void flush() {
        Gathering gathering = CURRENT.get();
        if (gathering != null) {
            gathering.writeAll();
        }
    }

    /**
     * Says whether this thread writes later, at the end of its piece of work.
     *
     * @param write writes what waits in an outbox; the same object for each message of it, so that it is called once
     */
    public static boolean defers(Runnable write) {
        Gathering gathering = CURRENT.get();
        if (gathering == null) {
            return false;
        }
        if (gathering.owed.isEmpty()) {
            gathering.owedSinceNanos = System.nanoTime();
        }
        gathering.owed.add(write);
        return true;
    }

    private void writeAll() {
        Runnable[] writes = owed.toArray(new Runnable[0]);
        owed.clear(); // first: a write may offer to other outboxes
        for (Runnable write : writes) { // one that fails keeps no other from being written
            WRITES.run(write);
        }
    }
}
