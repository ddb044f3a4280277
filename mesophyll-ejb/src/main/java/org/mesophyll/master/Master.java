package org.mesophyll.master;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.mesophyll.master.epoch.Epochs;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.ConnectionListener;
import org.mesophyll.master.registry.ConnectionRegistry;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.master.state.ChangeListener;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.HandlerThreads;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.protocol.TenantId;
import org.mesophyll.protocol.WorkerId;

/**
 * The master, put together: the one place that starts its threads, and ends them.
 *
 * <p>It needs no container; {@link MasterLifecycle} makes one when the application starts. Its threads are listed in
 * {@code docs/concurrency.md}.
 */
public final class Master implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Master.class.getName());
    private static final long STOP_SECONDS = 5;
    /** As many as processors are awake, unless a container's send holds one up. */
    private static final int MOST_WRITERS = 16;

    private static final long RECONCILE_SECONDS = 5;
    private static final int MOST_NOTIFICATIONS = 65_536;

    private final MasterSettings settings;
    private final MasterMetrics metrics = new MasterMetrics();
    private final WorkerTokens tokens;
    private final Epochs epochs;
    private final ConnectionRegistry registry;
    private final RequestDispatcher dispatcher;
    private final WorkerAdministration administration;
    private final ChangeNotices notices;
    private final WorkerArrivals arrivals;
    private final ScriptLogs logs;
    private final Guard ticks = new Guard(LOG, "connections could not be looked after");
    private final Ticker ticker = new Ticker(ticks::report);
    private final ScheduledExecutorService tickerThread;
    private final ScheduledFuture<?> ticking;
    private final ScheduledExecutorService tokenThread;
    private final CountDownLatch allGone = new CountDownLatch(1);
    private final CountDownLatch allCut = new CountDownLatch(1);
    private volatile boolean closing; // set by close()
    private final Completions completions;
    private final HandlerThreads writers;
    private final Notifications notifications;

    /** Starts a master whose epochs no earlier master has raised; see {@link #Master(MasterSettings, TokenStore, Epochs, WorkerNotifications)}. */
    public Master(MasterSettings settings, TokenStore store, WorkerNotifications worker) {
        this(settings, store, new Epochs(0), worker);
    }

    /**
     * Starts a master.
     *
     * @param store keeps the tokens that operators make
     * @param epochs gives connections their epochs, all above those of earlier masters
     * @param worker hears of workers that come and go, one after the other, on a thread of the master
     */
    public Master(MasterSettings settings, TokenStore store, Epochs epochs, WorkerNotifications worker) {
        Clock clock = Clock.systemUTC();
        LongSupplier nanoClock = System::nanoTime;
        this.settings = settings;
        this.epochs = epochs;
        this.tokens = new WorkerTokens(
                settings.workerTokens(), settings.workerTokenFile(), store, clock, nanoClock, settings.tokenGrace());
        this.completions = new Completions(
                settings.completionThreads(), settings.completionQueue(), threads("mesophyll-completions"));
        this.notifications = new Notifications(MOST_NOTIFICATIONS, threads("mesophyll-notifications"));
        this.logs = new ScriptLogs(settings.logLines(), settings.logTenants(), clock);
        this.writers = new HandlerThreads(MOST_WRITERS, threads("mesophyll-writer"), nanoClock);
        this.registry = new ConnectionRegistry(
                settings.connection(), tokens, epochs, ticker, clock, nanoClock, writers, new Listening(worker));
        this.dispatcher = new RequestDispatcher(settings, registry, tokens, metrics, completions, clock, nanoClock);
        this.administration = new WorkerAdministration(tokens, registry);
        this.arrivals = new WorkerArrivals(registry, completions, settings.mostWaiting(), nanoClock);
        this.notices = new ChangeNotices(registry, settings.workerCount());
        registerGauges();
        this.tickerThread = Executors.newSingleThreadScheduledExecutor(threads("mesophyll-ticker"));
        long tickNanos = settings.tickInterval().toNanos();
        this.tokenThread = Executors.newSingleThreadScheduledExecutor(threads("mesophyll-tokens"));
        Guard tokenGuard = new Guard(LOG, "the database did not take the tokens of a worker; it is tried again");
        var unused = tokenThread.scheduleWithFixedDelay(
                tokenGuard.around(tokens::reconcile), RECONCILE_SECONDS, RECONCILE_SECONDS, TimeUnit.SECONDS);
        this.ticking =
                tickerThread.scheduleAtFixedRate(ticks.around(this::tick), tickNanos, tickNanos, TimeUnit.NANOSECONDS);
    }

    /** Hears of workers that come and go. */
    public interface WorkerNotifications {
        void onConnected(WorkerConnected event);

        void onGone(WorkerGone event);
    }

    public MasterSettings settings() {
        return settings;
    }

    public MasterMetrics metrics() {
        return metrics;
    }

    public WorkerTokens tokens() {
        return tokens;
    }

    /** Returns what says which connection of a worker still counts. */
    public Epochs epochs() {
        return epochs;
    }

    public ConnectionRegistry registry() {
        return registry;
    }

    public Dispatcher dispatcher() {
        return dispatcher;
    }

    public WorkerAdministration administration() {
        return administration;
    }

    public WorkerArrivals arrivals() {
        return arrivals;
    }

    /** Returns what tenants' scripts have logged lately. */
    public ScriptLogs logs() {
        return logs;
    }

    /** Returns what ticks links, every {@code mesophyll.tick-interval}; those of others too. */
    public Ticker ticker() {
        return ticker;
    }

    public ChangeListener notices() {
        return notices;
    }

    /**
     * Sends the workers what waits for them, tells them, ends what is pending, cuts the connections of those that do not answer, and stops the threads. Waits
     * for each of these a few seconds at most.
     */
    @Override
    public void close() {
        Guard steps = new Guard(LOG, "the master could not stop a part of itself"); // one that fails keeps no other
        closing = true;
        steps.run(registry::close);
        await(allGone, "have not taken what waits for them"); // before what runs the callers' code ends
        steps.run(notifications::close);
        steps.run(arrivals::close);
        steps.run(completions::close);
        await(allCut, "are left to the container");
        ticking.cancel(false);
        stop(tickerThread);
        tokenThread.shutdownNow();
        writers.stop(Duration.ofSeconds(STOP_SECONDS)).forEach(steps::run);
        metrics.close();
    }

    private void registerGauges() {
        metrics.gauge("mesophyll.workers.connected", "Workers that are connected", registry::size);
        metrics.gauge(
                "mesophyll.requests.pending",
                "Requests that wait for an answer",
                () -> registry.all().stream()
                        .mapToInt(connection -> connection.pending())
                        .sum());
        metrics.gauge(
                "mesophyll.outbox.messages",
                "Messages that wait to be sent",
                () -> registry.all().stream()
                        .mapToInt(connection -> connection.outbox().messages())
                        .sum());
        metrics.gauge(
                "mesophyll.outbox.bytes",
                "Bytes that wait to be sent",
                () -> registry.all().stream()
                        .mapToLong(connection -> connection.outbox().bytes())
                        .sum());
    }

    private void tick() {
        ticks.run(ticker::tickAll); // each by itself: one that fails keeps no other from its deadlines
        ticks.run(arrivals::tick);
        ticks.run(completions::tick);
        ticks.run(writers::tick);
        ticks.run(notifications::tick);
        if (closing && registry.size() == 0) {
            allGone.countDown();
        }
        if (closing && ticker.size() == 0) {
            allCut.countDown();
        }
    }

    private void await(CountDownLatch end, String otherwise) {
        long nanos = settings.connection().link().closeDeadline().plusSeconds(1).toNanos();
        try {
            if (!end.await(nanos, TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, () -> ticker.size() + " connections " + otherwise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory threads(String name) {
        return NamedThreads.numbered(name, Master.class);
    }

    private static void stop(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Counts and logs what happens to connections, and passes it on. */
    private final class Listening implements ConnectionListener {
        private final WorkerNotifications worker;

        private Listening(WorkerNotifications worker) {
            this.worker = worker;
        }

        @Override
        public void onConnected(WorkerId id) {
            metrics.workerConnected();
            LOG.log(Level.INFO, () -> "worker " + id + " is connected");
            notifications.tell(() -> worker.onConnected(new WorkerConnected(id)));
            arrivals.onConnected(id);
        }

        @Override
        public void onGone(WorkerId id, CloseReason reason) {
            LOG.log(
                    Level.INFO,
                    () -> reason.equals(CloseReason.REPLACED)
                            ? "worker " + id + ": its older connection was closed (replaced)"
                            : "worker " + id + " is gone: " + reason.text() + " (" + reason.code() + ")");
            notifications.tell(() -> worker.onGone(new WorkerGone(id, reason)));
        }

        @Override
        public void onTakeover(WorkerId id) {
            metrics.workerTookOver();
        }

        @Override
        public void onMalformedFrame(WorkerId id) {
            metrics.malformedFrame();
        }

        @Override
        public void onScriptLine(WorkerId id, TenantId tenant, String line) {
            if (dispatcher.ownerOf(tenant).equals(id)) { // else it is none of the worker's business
                logs.add(tenant, line);
            }
        }

        @Override
        public void onUnmatchedAnswer(WorkerId id) {
            metrics.unmatchedAnswer();
        }
    }
}
