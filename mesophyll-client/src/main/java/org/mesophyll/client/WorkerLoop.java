package org.mesophyll.client;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mesophyll.client.websocket.Connector;
import org.mesophyll.client.websocket.Connector.ConnectFailure;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.LinkSettings;
import org.mesophyll.mesh.work.Clockwork;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.HandlerThreads;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/** Keeps a worker connected: one connection after the other, with a back-off between. */
final class WorkerLoop {
    private static final System.Logger LOG = System.getLogger(WorkerClient.class.getName());
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration GOOD_BYE =
            LinkSettings.DEFAULT.closeDeadline().multipliedBy(2);

    private final Identity identity;
    private final Surroundings surroundings;
    private final ClientSettings.Worker settings;
    private final URI address;
    private final Optional<HandlerThreads> ownThreads;
    private final Clockwork clockwork;
    private final Thread thread;
    private final Guard tries = new Guard(LOG, "the client failed while it was connecting or connected");
    private final Troubles troubles;
    private final TenantQueues queues;
    private final RequestRunner runner;
    private final ReconnectDelay backOff; // confined to the loop's thread
    private final WorkerCondition condition;
    private volatile @Nullable WorkerConnection current; // written by the loop's thread

    /** Which worker of which master this is; has no text form, for it holds a token. */
    static final class Identity {
        private final MasterUrl master;
        private final WorkerId worker;
        private final String token;

        Identity(MasterUrl master, WorkerId worker, String token) {
            this.master = master;
            this.worker = worker;
            this.token = token;
        }
    }

    /**
     * What the loop does not make itself.
     *
     * @param connector closed with the loop
     * @param executor where the handler runs; a pool of the loop's own if empty
     * @param epoch is told the epoch of each connection
     */
    record Surroundings(
            Connector connector,
            LongSupplier nanoClock,
            RandomGenerator random,
            Optional<Executor> executor,
            WorkerListener listener,
            LinkEpoch epoch) {}

    WorkerLoop(Identity identity, Surroundings surroundings, WorkerHandler handler, ClientSettings.Worker settings) {
        String name = "mesophyll-worker-" + identity.worker;
        this.identity = identity;
        this.surroundings = surroundings;
        this.settings = settings;
        this.address = identity.master.webSocket("/ws?id=" + identity.worker + languages(handler));
        this.ownThreads = surroundings.executor().isPresent()
                ? Optional.empty()
                : Optional.of(new HandlerThreads(
                        settings.threads(),
                        NamedThreads.numbered(name + "-handler", WorkerLoop.class),
                        surroundings.nanoClock()));
        this.clockwork = Clockwork.start(name + "-clockwork", TICK);
        this.thread = new Thread(this::run, name + "-connection");
        this.troubles = Troubles.with(LOG, surroundings.nanoClock());
        Executor executor = surroundings.executor().orElseGet(ownThreads::orElseThrow);
        this.queues = new TenantQueues(
                executor,
                settings.maxInFlight(),
                settings.maxInFlightPerTenant(),
                settings.slowThreads(),
                settings.slowTime(),
                surroundings.nanoClock());
        this.runner = new RequestRunner(handler, queues, troubles, settings, surroundings.epoch());
        this.backOff = new ReconnectDelay(settings.firstBackOff(), settings.maxBackOff(), surroundings.random());
        this.condition = new WorkerCondition(identity.worker, surroundings.listener());
    }

    private static String languages(WorkerHandler handler) {
        String names = String.join(",", new TreeSet<>(handler.languages()));
        return names.isEmpty() ? "" : "&languages=" + URLEncoder.encode(names, StandardCharsets.UTF_8);
    }

    /** Starts the threads; throws, with nothing left behind, if that is not possible. */
    void start() {
        ownThreads.ifPresent(threads -> clockwork.ticker().add(() -> {
            threads.tick();
            return true;
        }));
        try {
            thread.start();
        } catch (Error e) { // the machine has no thread left
            endThreads();
            condition.closed();
            throw e;
        }
    }

    boolean awaitConnected(Duration within) throws InterruptedException {
        return condition.awaitConnected(within);
    }

    WorkerStatus status() {
        return new WorkerStatus(
                condition.state(),
                condition.trouble(),
                condition.connections(),
                queues.inFlight(),
                troubles.dropped().count(),
                troubles.refused().count(),
                troubles.late().count(),
                troubles.skipped().count());
    }

    /** See {@link WorkerClient#runInTurn}. */
    boolean runInTurn(TenantId tenant, Runnable task) {
        Own own = new Own(task);
        return queues.submit(tenant, own) == TenantQueues.Submission.ACCEPTED && !own.refused;
    }

    /** A task that no request of the master stands behind. */
    private static final class Own implements TenantQueues.Task {
        private final Runnable task;
        private volatile boolean refused; // written once, by the thread that hands it to the executor

        private Own(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            task.run();
        }

        @Override
        public void refused() {
            refused = true;
        }
    }

    /** See {@link WorkerClient#say}. */
    void say(TenantId tenant, String line) {
        WorkerConnection connection = current;
        if (connection != null) {
            connection.say(tenant, line, null);
        }
    }

    /** See {@link WorkerClient#close}. */
    void close() {
        if (!condition.startClosing()) {
            return;
        }
        queues.close();
        try {
            if (!queues.awaitIdle(settings.closeTimeout())) {
                LOG.log(Level.WARNING, "closing with {0} requests unfinished", queues.inFlight());
            }
            sayGoodBye();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            endThreads();
            condition.closed();
        }
    }

    private void sayGoodBye() throws InterruptedException {
        WorkerConnection connection = current;
        if (connection == null) {
            return;
        }
        connection.finish(LinkSettings.DEFAULT.closeDeadline());
        try {
            connection.closed().get(GOOD_BYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.DEBUG, "the master did not say good-bye within {0}", GOOD_BYE);
        }
    }

    private void endThreads() {
        thread.interrupt();
        ownThreads.ifPresent(threads -> threads.stop(Duration.ZERO));
        surroundings.connector().close();
        clockwork.close();
        try {
            thread.join(GOOD_BYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        tries.repeat(condition::mayConnect, () -> {
            connectOrFail();
            condition.waitForNextTry(backOff.next());
        });
        LOG.log(Level.DEBUG, "worker {0} stops connecting", identity.worker);
    }

    private void connectOrFail() throws InterruptedException {
        try {
            connectOnce();
        } catch (ExecutionException
                | RuntimeException
                | Error e) { // a defect, or no memory: the next try may do better
            tries.report(e);
            condition.failed("the client failed: " + e.getClass().getName());
        }
    }

    private void connectOnce() throws InterruptedException, ExecutionException {
        WorkerConnection connection =
                new WorkerConnection(settings, surroundings.nanoClock(), clockwork.ticker(), troubles, runner);
        current = connection;
        var unused = connection.greeted().thenAccept(condition::greeted);
        try {
            surroundings.connector().connect(address, identity.token, connection);
            // Without a deadline of its own: the link ends itself when the peer is silent.
            gone(connection.gone().get());
        } catch (ConnectFailure e) {
            if (e.refused()) {
                backOff.raise();
            }
            condition.failed(String.valueOf(e.getMessage()));
        }
    }

    private void gone(CloseReason reason) {
        if (condition.wasGreeted()) {
            backOff.reset();
        }
        if (reason.code() == CloseReason.REPLACED.code() || reason.code() == CloseReason.REVOKED.code()) {
            backOff.raise();
        }
        condition.failed(describe(reason));
    }

    private static String describe(CloseReason reason) {
        if (reason.code() == CloseReason.REPLACED.code()) {
            return "another connection of this worker took over (4000)";
        }
        if (reason.code() == CloseReason.REVOKED.code()) {
            return "the worker's tokens were revoked (4003)";
        }
        return "the connection ended: " + reason.text() + " (" + reason.code() + ")";
    }
}
