package org.mesophyll.bench.master;

import java.io.IOException;
import java.time.Duration;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.ChildJvm;

/** The process with the workers, a child of this one. */
public final class WorkersProcess implements AutoCloseable {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final ChildJvm process;

    WorkersProcess(ChildJvm process) {
        this.process = process;
    }

    /** Returns the process, for a look at its processor time. */
    public ProcessHandle handle() {
        return process.handle();
    }

    /**
     * Waits for a moment.
     *
     * @throws BenchFailedException as soon as the process has ended
     */
    public void requireAliveFor(Duration moment) throws InterruptedException {
        process.requireAliveFor(moment);
    }

    /** Returns how many events the workers have received so far. */
    public long received() throws IOException, InterruptedException {
        return process.number(process.ask(EchoWorkers.COUNT, ANSWER_LIMIT));
    }

    /** Ends the workers: by the end of their input, and after 15 s by force. */
    @Override
    public void close() {
        process.close();
    }
}
