package org.mesophyll.bench.compare;

import java.io.IOException;
import java.util.Map;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.Side;

/** A system that takes part: two processes at least, one that makes requests and one that answers them. */
interface Contender extends AutoCloseable {

    /** Returns the name on the command line. */
    String id();

    /** Returns the name in tables. */
    String title();

    /** Returns what it is and how it is used. */
    String description();

    /**
     * Starts the processes; returns when all connections stand.
     *
     * @throws org.mesophyll.bench.process.BenchFailedException when they do not, with the reason
     */
    void start() throws IOException, InterruptedException;

    /** Has the requester make a run; allowed once it has started, like all below. */
    RunFigures run(RunRequest request) throws IOException, InterruptedException;

    /** Returns how many requests and messages the responder has received so far. */
    long received() throws IOException, InterruptedException;

    /** Returns the processes, for a look at their processor time. */
    Map<Side, ProcessHandle> processes();

    /** Ends the processes, if they were started. */
    @Override
    void close();
}
