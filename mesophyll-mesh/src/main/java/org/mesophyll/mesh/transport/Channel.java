package org.mesophyll.mesh.transport;

import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.FrameSink;

/**
 * What a transport implements for one established connection, seen from one end.
 *
 * <p>Having made a channel, a transport calls {@link Connection#open} with it, which calls {@link #start}. No method blocks,
 * and none throws for a connection that is gone. A frame that is in flight when the connection ends has failed.
 */
public interface Channel extends FrameSink {
    /** Returns this end. */
    Endpoint local();

    /** Returns the other end. */
    Endpoint remote();

    /**
     * Begins to read. Every message is reported to the argument, by one thread at a time and in order, and then the end,
     * whoever ended it. Called once, before any other method below.
     */
    void start(Inbound inbound);

    /**
     * Stops or resumes reading; it reads from the start on. Called by any thread, one at a time. What one read has
     * brought already may still be reported, for nothing is dropped.
     */
    void reading(boolean wanted);

    /**
     * Ends the connection politely: nothing is in flight, and the peer is told why if the transport has words for that.
     * Called once at most; followed by {@link #abort} if the end takes too long.
     */
    void close(CloseReason reason);

    /** Lets go of the connection at once, whether the peer reads or not. May be called several times. */
    void abort();
}
