package org.mesophyll.bench.master;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.ChildJvm;
import org.mesophyll.launcher.ServerProcess;

/** A master that runs in a real server, with the part of the tool in it that makes load. */
public final class MasterProcess implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);

    private final MasterPlan plan;
    private final LoadTokens tokens;
    private final ServerProcess server;

    private MasterProcess(MasterPlan plan, LoadTokens tokens, ServerProcess server) {
        this.plan = plan;
        this.tokens = tokens;
        this.server = server;
    }

    /**
     * Starts a server and waits until the master in it is ready.
     *
     * @throws org.mesophyll.launcher.PortInUseException when a port is taken
     * @throws org.mesophyll.launcher.ServerFailedException when the server ends, or is not ready within 5 minutes
     */
    public static MasterProcess start(MasterPlan plan) throws IOException, InterruptedException {
        BenchEar.make(plan.ear(), plan.variant(), BenchWar.bytes());
        return start(plan, LoadTokens.write(plan.directory(), plan.workers()));
    }

    private static MasterProcess start(MasterPlan plan, LoadTokens tokens) throws IOException, InterruptedException {
        MasterProcess master = new MasterProcess(plan, tokens, ServerProcess.start(plan.server(tokens)));
        try {
            master.server.awaitReady(READY_LIMIT);
            return master;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            master.close();
            throw failure;
        }
    }

    /** Stops the server and starts another like it, with the same data and tokens; this one is closed then. */
    public MasterProcess startAgain() throws IOException, InterruptedException {
        close();
        return start(plan, tokens);
    }

    /** Returns the master's root. */
    public URI url() {
        return server.url();
    }

    /** Returns the file with the tokens of all workers. */
    public Path workerTokens() {
        return tokens.workerFile();
    }

    /**
     * Returns the process of the server, for a look at its processor time.
     *
     * @throws BenchFailedException if it has ended
     */
    public ProcessHandle handle() {
        return ProcessHandle.of(server.pid())
                .orElseThrow(() -> new BenchFailedException("the server has ended by itself"));
    }

    /** Returns the token of the operator. */
    public String operatorToken() {
        return tokens.operator();
    }

    /** Returns what has the master make runs. */
    public RunClient runs() {
        return new RunClient(server.url(), tokens.operator());
    }

    /** Starts workers; they connect in the background. */
    public WorkersProcess connect(WorkersPlan workers) throws IOException {
        Path some = tokens.writeSome(workers);
        return new WorkersProcess(ChildJvm.start(workers.process(server.url(), some, plan.directory())));
    }

    /** Stops the server within 20 s. */
    @Override
    public void close() {
        server.close();
    }
}
