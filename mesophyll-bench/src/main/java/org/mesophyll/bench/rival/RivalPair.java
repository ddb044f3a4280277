package org.mesophyll.bench.rival;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.mesophyll.bench.drive.RunFigures;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.process.ChildJvm;
import org.mesophyll.bench.process.Side;

/** The running processes of a rival: a requester, a responder and, where there is one, a broker. */
public final class RivalPair implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Optional<NatsBroker> broker;
    private final ChildJvm responder;
    private final ChildJvm requester;

    private RivalPair(Optional<NatsBroker> broker, ChildJvm responder, ChildJvm requester) {
        this.broker = broker;
        this.responder = responder;
        this.requester = requester;
    }

    /**
     * Starts the processes; returns when all connections stand.
     *
     * @throws org.mesophyll.bench.process.BenchFailedException when one of them does not start, with the reason
     */
    public static RivalPair start(RivalPlan plan) throws IOException, InterruptedException {
        if (!plan.rival().hasBroker()) {
            return start(plan, Optional.empty());
        }
        NatsBroker broker = NatsBroker.start(plan.natsServer(), plan.brokerLog());
        try {
            return start(plan, Optional.of(broker));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            broker.close();
            throw failure;
        }
    }

    private static RivalPair start(RivalPlan plan, Optional<NatsBroker> broker)
            throws IOException, InterruptedException {
        int given = broker.map(NatsBroker::port).orElse(0);
        ChildJvm responder = ChildJvm.start(plan.responder(given));
        try {
            int port = (int) responder.number(responder.answer(START_LIMIT));
            return new RivalPair(broker, responder, startRequester(plan, port));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            responder.close();
            throw failure;
        }
    }

    private static ChildJvm startRequester(RivalPlan plan, int port) throws IOException, InterruptedException {
        ChildJvm requester = ChildJvm.start(plan.requester(port));
        try {
            var ready = requester.answer(START_LIMIT);
            if (!ready.equals(RequesterProcess.READY)) {
                throw new IOException("a requester says " + ready + " in place of " + RequesterProcess.READY);
            }
            return requester;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            requester.close();
            throw failure;
        }
    }

    /** Has the requester make a run. */
    public RunFigures run(RunRequest request) throws IOException, InterruptedException {
        Duration limit = request.warmup().plus(request.measured()).plus(SLACK);
        try (JsonReader reader = Json.createReader(new StringReader(requester.ask(request.toQuery(), limit)))) {
            return RunFigures.fromJson(reader.readObject());
        }
    }

    /** Returns how many requests and messages the responder has received so far. */
    public long received() throws IOException, InterruptedException {
        return responder.number(responder.ask(ResponderProcess.COUNT, ANSWER_LIMIT));
    }

    /** Returns the processes, for a look at their processor time. */
    public Map<Side, ProcessHandle> processes() {
        Map<Side, ProcessHandle> processes = new EnumMap<>(Side.class);
        processes.put(Side.REQUESTER, requester.handle());
        processes.put(Side.RESPONDER, responder.handle());
        broker.ifPresent(each -> processes.put(Side.BROKER, each.handle()));
        return processes;
    }

    /** Ends the processes, within a minute at the latest. */
    @Override
    public void close() {
        requester.close();
        responder.close();
        broker.ifPresent(NatsBroker::close);
    }
}
