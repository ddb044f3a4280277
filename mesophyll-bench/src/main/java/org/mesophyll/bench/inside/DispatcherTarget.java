package org.mesophyll.bench.inside;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mesophyll.bench.drive.Result;
import org.mesophyll.bench.drive.RunRequest;
import org.mesophyll.bench.drive.Sending;
import org.mesophyll.bench.drive.Target;
import org.mesophyll.master.DispatchOutcome;
import org.mesophyll.master.Dispatcher;
import org.mesophyll.master.SendOutcome;
import org.mesophyll.protocol.Event;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Value;

/** The workers of a master, reached as an application reaches them. An event carries a sequence number and text. */
final class DispatcherTarget implements Target {

    private static final String EVENT = "Load";

    private final Dispatcher dispatcher;
    private final List<List<TenantId>> tenantsOfWorkers;
    private final Value payload;
    private final Value reply;

    /**
     * Names the workers; the connection 0 is that of the first of the run.
     *
     * @throws IllegalArgumentException if one of them owns no tenants
     */
    DispatcherTarget(Dispatcher dispatcher, RunRequest run) {
        this.dispatcher = dispatcher;
        this.tenantsOfWorkers = IntStream.range(run.first(), run.first() + run.workers())
                .mapToObj(worker -> Tenants.of(new WorkerId(worker), run.tenants(), dispatcher))
                .toList();
        this.payload = Value.of("m".repeat(run.payload()));
        this.reply = Value.of("m".repeat(run.reply()));
    }

    @Override
    public void request(int connection, int slot, long sequence, Reply ended) {
        var unused = dispatcher
                .dispatch(tenant(connection, slot), event(sequence), REQUEST_TIMEOUT)
                .outcome()
                .whenComplete((outcome, failure) -> ended.ended(result(outcome, sequence)));
    }

    @Override
    public Result requestAndWait(int connection, int slot, long sequence) {
        return result(dispatcher.dispatchAndWait(tenant(connection, slot), event(sequence), REQUEST_TIMEOUT), sequence);
    }

    @Override
    public Sending send(int connection, long sequence) {
        SendOutcome outcome = dispatcher.dispatchWithoutAnswer(tenant(connection, sequence), event(sequence));
        if (outcome instanceof SendOutcome.Accepted) {
            return Sending.TAKEN;
        }
        return outcome instanceof SendOutcome.Backpressure ? Sending.FULL : Sending.LOST;
    }

    private Event event(long sequence) {
        return Event.of(EVENT, Value.list(Value.of(sequence), payload));
    }

    private TenantId tenant(int connection, long turn) {
        List<TenantId> tenants = tenantsOfWorkers.get(connection);
        return tenants.get((int) (turn % tenants.size()));
    }

    /** No outcome means that the outcome's stage failed, which is a defect of the master. */
    private Result result(@Nullable DispatchOutcome outcome, long sequence) {
        if (outcome instanceof DispatchOutcome.Answered answered) {
            return Result.Answer.of(answered.value().equals(Value.list(Value.of(sequence), reply)));
        }
        return new Result.Failed(
                outcome == null ? "exception" : outcome.kind().name().toLowerCase(Locale.ROOT));
    }
}
