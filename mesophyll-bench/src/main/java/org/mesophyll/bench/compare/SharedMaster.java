package org.mesophyll.bench.compare;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.master.MasterPlan;
import org.mesophyll.bench.master.MasterProcess;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.launcher.PortInUseException;
import org.mesophyll.launcher.ServerFailedException;
import org.mesophyll.launcher.ServerKind;

/** A master that several contenders have their workers at; started by the first that needs it. Confined to one thread. */
final class SharedMaster implements AutoCloseable {

    private final MasterPlan plan;
    private @Nullable MasterProcess process; // confined as the object is
    private @Nullable String failure; // confined as the object is

    SharedMaster(MasterPlan plan) {
        this.plan = plan;
    }

    ServerKind kind() {
        return plan.kind();
    }

    /**
     * Returns the running master.
     *
     * @throws BenchFailedException if it does not start, with the reason; each time again
     */
    MasterProcess running() throws IOException, InterruptedException {
        if (failure != null) {
            throw new BenchFailedException(failure);
        }
        if (process == null) {
            process = start();
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private MasterProcess start() throws IOException, InterruptedException {
        try {
            return MasterProcess.start(plan);
        } catch (IOException | ServerFailedException | PortInUseException reason) {
            failure = String.valueOf(reason.getMessage());
            throw new BenchFailedException(failure);
        }
    }
}
