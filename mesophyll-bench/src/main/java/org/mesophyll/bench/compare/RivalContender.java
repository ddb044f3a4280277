package org.mesophyll.bench.compare;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.Side;
import org.mesophyll.bench.rival.RivalPair;
import org.mesophyll.bench.rival.RivalPlan;

/** A system that is not Mesophyll. */
final class RivalContender implements Contender {

    private final RivalPlan plan;
    private @Nullable RivalPair pair; // confined to the comparison's thread

    RivalContender(RivalPlan plan) {
        this.plan = plan;
    }

    @Override
    public String id() {
        return plan.rival().id();
    }

    @Override
    public String title() {
        return plan.rival().title();
    }

    @Override
    public String description() {
        return plan.rival().description();
    }

    @Override
    public void start() throws IOException, InterruptedException {
        pair = RivalPair.start(plan);
    }

    @Override
    public RunFigures run(RunRequest request) throws IOException, InterruptedException {
        return started().run(request);
    }

    @Override
    public long received() throws IOException, InterruptedException {
        return started().received();
    }

    @Override
    public Map<Side, ProcessHandle> processes() {
        return started().processes();
    }

    @Override
    public void close() {
        if (pair != null) {
            pair.close();
        }
    }

    private RivalPair started() {
        if (pair == null) {
            throw new IllegalStateException(id() + " has not been started");
        }
        return pair;
    }
}
