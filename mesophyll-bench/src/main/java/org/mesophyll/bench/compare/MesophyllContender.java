package org.mesophyll.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunMode;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.master.RunClient;
import org.mesophyll.bench.master.WorkersPlan;
import org.mesophyll.bench.master.WorkersPlan.HandlersRun;
import org.mesophyll.bench.master.WorkersProcess;
import org.mesophyll.bench.process.BenchFailedException;
import org.mesophyll.bench.process.Side;

/** A master in a real server that dispatches to workers of the client that ships. */
final class MesophyllContender implements Contender {

    private final SharedMaster master;
    private final WorkersPlan plan;
    private @Nullable Running running; // confined to the comparison's thread

    private record Running(RunClient client, WorkersProcess workers, ProcessHandle server) {}

    MesophyllContender(SharedMaster master, WorkersPlan plan) {
        this.master = master;
        this.plan = plan;
    }

    @Override
    public String id() {
        return plan.name();
    }

    @Override
    public String title() {
        return "Mesophyll on " + server() + (plan.threads() == HandlersRun.INLINE ? ", inline" : "");
    }

    @Override
    public String description() {
        return "the EAR in " + server() + ", dispatched to from inside, workers with "
                + switch (plan.threads()) {
                    case POOL -> "their handler on a pool of threads";
                    case INLINE -> "their handler on the thread that reads the connection";
                };
    }

    @Override
    public void start() throws IOException, InterruptedException {
        WorkersProcess workers = master.running().connect(plan);
        Running started =
                new Running(master.running().runs(), workers, master.running().handle());
        running = started;
        var unused = started.client().runOnceConnected(firstRun(), workers);
    }

    @Override
    public RunFigures run(RunRequest request) throws IOException, InterruptedException {
        RunClient.Answer answer = started().client().run(request.startingAt(plan.first()));
        if (answer instanceof RunClient.Answer.NotYet notYet) {
            throw new BenchFailedException("the master cannot make a run: " + notYet.reason());
        }
        return ((RunClient.Answer.Measured) answer).figures();
    }

    @Override
    public long received() throws IOException, InterruptedException {
        return started().workers().received();
    }

    @Override
    public Map<Side, ProcessHandle> processes() {
        return Map.of(
                Side.REQUESTER,
                started().server(),
                Side.RESPONDER,
                started().workers().handle());
    }

    /** Ends the workers; whoever shares the master ends that. */
    @Override
    public void close() {
        if (running != null) {
            running.workers().close();
        }
    }

    /** To every worker, so that it shows whether all are connected. */
    private RunRequest firstRun() {
        return new RunRequest(
                RunMode.REQUEST,
                plan.first(),
                plan.count(),
                1,
                0,
                plan.replyBytes(),
                1,
                Duration.ZERO,
                Duration.ofMillis(1));
    }

    private Running started() {
        if (running == null) {
            throw new IllegalStateException(id() + " has not been started");
        }
        return running;
    }

    private String server() {
        return switch (master.kind()) {
            case PAYARA -> "Payara";
            case WILDFLY -> "WildFly";
        };
    }
}
