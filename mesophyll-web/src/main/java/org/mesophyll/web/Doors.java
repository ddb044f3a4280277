package org.mesophyll.web;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.WebSocketContainer;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.registry.WorkerTokens;
import org.mesophyll.mesh.rpc.RpcLimits;
import org.mesophyll.mesh.websocket.IdleTimer;
import org.mesophyll.mesh.work.Guard;
import org.mesophyll.mesh.work.NamedThreads;
import org.mesophyll.protocol.codec.DecodeLimits;
import org.mesophyll.web.api.OperatorAuthenticationFilter;
import org.mesophyll.web.api.Problems;
import org.mesophyll.web.api.RequestBodyReader;
import org.mesophyll.web.db.StateRefusals;
import org.mesophyll.web.guard.AllowedOrigins;
import org.mesophyll.web.guard.AnswerDeliveries;
import org.mesophyll.web.guard.BodyReceptions;
import org.mesophyll.web.guard.BodyRule;
import org.mesophyll.web.guard.DoorFilter;
import org.mesophyll.web.guard.FailureThrottle;
import org.mesophyll.web.guard.ListenerTimeouts;
import org.mesophyll.web.guard.MalformedPath;
import org.mesophyll.web.guard.PayaraListeners;
import org.mesophyll.web.guard.PayaraRequests;
import org.mesophyll.web.guard.ReadingThreads;
import org.mesophyll.web.guard.Refusals;
import org.mesophyll.web.guard.SlowProofs;
import org.mesophyll.web.jsonrpc.RpcServer;
import org.mesophyll.web.settings.JsonRpcSettings;
import org.mesophyll.web.settings.WebSettings;
import org.mesophyll.web.sockets.LateUpgrades;
import org.mesophyll.web.sockets.OpeningThreads;
import org.mesophyll.web.worker.NotAnUpgradeServlet;
import org.mesophyll.web.worker.UndertowReading;
import org.mesophyll.web.worker.WorkerAuthenticationFilter;

/**
 * Stands filters before everything else in the application, and owns the thread that times delayed refusals.
 *
 * <p>They are put up here, not by annotation, because both must stand before the filter in which either server hides its
 * WebSocket container, and because they share one memory of who failed.
 */
@WebListener
public class Doors implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(Doors.class.getName());
    private static final boolean BEFORE_ALL_OTHERS = false;
    private static final long CHECK_MILLIS = 250;
    private static final long SWEEP_SECONDS = 1;

    @Inject
    private WebSettings settings; // set by the container, like all below

    @Inject
    private WorkerTokens tokens;

    @Inject
    private MasterMetrics metrics;

    @Inject
    private RpcServer jsonRpc;

    @Inject
    private JsonRpcSettings jsonRpcSettings;

    @Inject
    private ReadingThreads reading;

    @Resource
    private ContextService contexts;

    private @Nullable ScheduledExecutorService timer; // made and ended by the container's thread, like the next two
    private @Nullable PayaraRequests requests;
    private @Nullable OpeningThreads openings;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ScheduledThreadPoolExecutor started =
                new ScheduledThreadPoolExecutor(1, NamedThreads.single("mesophyll-refusals", Doors.class));
        started.prestartCoreThread(); // from here on no refusal needs a thread to be started
        timer = started;
        FailureThrottle throttle = new FailureThrottle(settings.throttle(), System::nanoTime);
        jsonRpc.slowGuesses(new SlowProofs(throttle, started));
        Refusals refusals = new Refusals(
                throttle, started, () -> metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.THROTTLED));
        ServletContext context = event.getServletContext();
        UndertowReading.onReadingThread(context);
        PayaraRequests watched = PayaraRequests.watch(context, reading::haveReadUntil);
        requests = watched;
        Guard sweeps = new Guard(LOG, "the connections of this server could not be checked");
        var unused = started.scheduleWithFixedDelay(
                sweeps.around(watched::sweep), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        ListenerTimeouts.watch(context);
        BodyReceptions receptions = receptions(started);
        AnswerDeliveries deliveries = deliveries(started);
        Refusals sessions = new Refusals(new FailureThrottle(settings.throttle(), System::nanoTime), started, () -> {});
        OperatorAuthenticationFilter operators = operatorFilter(refusals, sessions);
        WorkerAuthenticationFilter workers = workerFilter(refusals);
        BodyRule api = new BodyRule(operators::knows, request -> RequestBodyReader.LIMIT_BYTES, Problems::refuseBody);
        BodyRule rpc = new BodyRule(operators::knows, this::rpcBytes, Problems::refuseBody);
        BodyRule state =
                new BodyRule(workers::knows, request -> DecodeLimits.DEFAULT.maxBytes(), StateRefusals::refuseBody);
        putUp(context, "api", new DoorFilter(operators, receptions, deliveries, api), "/api/v1/*");
        putUp(context, "rpc", new DoorFilter(operators, receptions, deliveries, rpc), "/rpc/*");
        putUp(context, "workers", new DoorFilter(workers, receptions, deliveries, state), "/ws/*", "/db/*");
        reading.watch(context);
        if (PayaraListeners.arePresent(context)) {
            if (context.getAttribute(ServerContainer.class.getName()) instanceof WebSocketContainer container) {
                IdleTimer.replaceThatOf(container);
            }
            OpeningThreads opening = new OpeningThreads(contexts);
            openings = opening;
            putUp(context, "late-upgrades", new LateUpgrades(opening), "/*");
        }
        BodyRule none = new BodyRule(request -> false, request -> BodyReceptions.STRANGER_BYTES, Problems::refuseBody);
        putUp(
                context,
                "malformed-paths",
                new DoorFilter(MalformedPath.refusing(Problems::refuseBody), receptions, deliveries, none),
                MalformedPath.REFUSED);
        ServletRegistration.Dynamic behind = context.addServlet("mesophyll-not-an-upgrade", new NotAnUpgradeServlet());
        behind.setAsyncSupported(true);
        behind.addMapping(WorkerAuthenticationFilter.WEB_SOCKET_PATH);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        ScheduledExecutorService started = timer;
        if (started != null) {
            started.shutdownNow();
        }
        PayaraRequests watched = requests;
        if (watched != null) {
            watched.close();
        }
        OpeningThreads opening = openings;
        if (opening != null) {
            opening.close();
        }
        jsonRpc.close();
    }

    private WorkerAuthenticationFilter workerFilter(Refusals refusals) {
        return new WorkerAuthenticationFilter(
                tokens::authenticate, refusals, metrics, new AllowedOrigins(settings.allowedOrigins()));
    }

    private OperatorAuthenticationFilter operatorFilter(Refusals refusals, Refusals sessions) {
        try {
            return OperatorAuthenticationFilter.open(
                    settings.operatorTokenFile(),
                    refusals,
                    metrics,
                    new AllowedOrigins(settings.allowedOrigins()),
                    jsonRpc::mayOpen,
                    sessions);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the operator token file " + settings.operatorTokenFile() + " can be neither read nor made", e);
        }
    }

    private BodyReceptions receptions(ScheduledExecutorService timer) {
        Guard guard = new Guard(LOG, "the deadlines of bodies could not be checked");
        BodyReceptions receptions = new BodyReceptions(settings.bodies(), System::nanoTime, steps(timer, guard));
        checkWith(timer, guard.around(receptions::check));
        metrics.gauge("mesophyll.bodies.bytes", "Bytes of bodies that are received", receptions::heldBytes);
        metrics.gauge(
                "mesophyll.bodies.waiting",
                "Requests that wait for their bodies or for their turn, or were refused before their bodies came",
                receptions::waiting);
        return receptions;
    }

    private AnswerDeliveries deliveries(ScheduledExecutorService timer) {
        Guard guard = new Guard(LOG, "the deadlines of answers could not be checked");
        AnswerDeliveries deliveries = new AnswerDeliveries(settings.answers(), System::nanoTime, steps(timer, guard));
        checkWith(timer, guard.around(deliveries::check));
        metrics.gauge(
                "mesophyll.answers.bytes",
                "Bytes of answers that are made or wait for their peers",
                deliveries::heldBytes);
        return deliveries;
    }

    private static BodyReceptions.Timer steps(ScheduledExecutorService timer, Guard guard) {
        return (step, delayNanos) -> {
            var unused = timer.schedule(guard.around(step), delayNanos, TimeUnit.NANOSECONDS);
        };
    }

    private static void checkWith(ScheduledExecutorService timer, Runnable check) {
        var unused = timer.scheduleWithFixedDelay(check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private int rpcBytes(HttpServletRequest request) {
        return OperatorAuthenticationFilter.isJson(request)
                ? jsonRpcSettings.maxMessageBytes()
                : RpcLimits.DEFAULT.maxMessageBytes();
    }

    private static void putUp(ServletContext context, String door, Filter filter, String... paths) {
        FilterRegistration.Dynamic registration = context.addFilter("mesophyll-" + door, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), BEFORE_ALL_OTHERS, paths);
    }
}
