package org.mesophyll.client.script;

import org.mesophyll.protocol.Event;

/**
 * One tenant's scripts, and what they remember between calls.
 *
 * <p>One thread at a time, but for {@link #stop}; the calling thread runs the script. Whatever a script does ends as a
 * {@link ScriptOutcome}: a failure that is not the script's own,
 * an {@code Error} of the JVM included, leaves the machine unusable, and so does whatever these methods may still throw.
 */
public interface ScriptVm extends AutoCloseable {
    /** Runs a script of the tenant's program, which registers its handlers: {@code on("MessageCreate", …)}. */
    ScriptOutcome load(Script script);

    /**
     * Runs a script once, with the event in reach as {@code event}; its outcome is what the script returns, or the value of
     * the expression that it is.
     */
    ScriptOutcome run(Script script, Event event);

    /**
     * Has the program's handlers for the event's name handle it, in the order of their registration; the first answer that
     * is not null counts. Null if there is none.
     */
    ScriptOutcome handle(Event event);

    /**
     * Stops what runs, from any thread, and lets nothing run any more. A call that is under way ends soon after with a failure
     * of kind {@link ScriptFailure.Kind#STOPPED}, which no script can catch, except as {@link ScriptEngine#mayResistStopping} says.
     */
    void stop();

    /** Returns how many bytes the machine's memory takes, or 0 if its engine does not know; from any thread. */
    long memoryBytes();

    /** Says whether scripts may still be run; a machine that is not usable is for closing only. */
    boolean isUsable();

    /** Lets go of everything; not while a call runs. */
    @Override
    void close();
}
