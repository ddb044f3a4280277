package org.mesophyll.web.jsonrpc;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.logs.ScriptLogs;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.master.scripts.ScriptRunner;
import org.mesophyll.mesh.link.CloseReason;
import org.mesophyll.mesh.link.Wire;
import org.mesophyll.mesh.work.Ticker;
import org.mesophyll.web.scripts.ScriptForm;
import org.mesophyll.web.settings.JsonRpcSettings;

/** The JSON-RPC service: its methods, its open sessions, and the end of both. */
@ApplicationScoped
public class RpcServer {
    private static final int ANONYMOUS_PER_SECOND = 10; // of a session
    private static final int ANONYMOUS_POSTS_PER_SECOND = 100; // of all who send no token by POST
    private static final LongSupplier NANO_CLOCK = System::nanoTime;

    private final Set<RpcConnection> open = ConcurrentHashMap.newKeySet();

    @Inject
    private ScriptRunner runner; // set by the container, like the next six

    @Inject
    private Jobs jobs;

    @Inject
    private ScriptLogs logs;

    @Inject
    private MasterSettings master;

    @Inject
    private JsonRpcSettings settings;

    @Inject
    private Ticker ticker;

    @Inject
    private MasterMetrics metrics;

    private RpcProcessor processor; // made before the first call, like the next
    private CallBudget anonymousPosts;

    @PostConstruct
    void start() {
        Clock clock = Clock.systemUTC();
        ScriptMethods scripts = new ScriptMethods(runner, new ScriptForm(master), clock);
        List<RpcMethod> methods = new ArrayList<>(scripts.all());
        JobMethods jobMethods = new JobMethods(jobs, scripts, clock);
        methods.addAll(jobMethods.all());
        methods.addAll(new LogMethods(logs, jobs, jobMethods).all());
        methods.addAll(new IdentityMethods(
                        keys(),
                        () -> metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.CALLER_KEY),
                        NANO_CLOCK)
                .all());
        methods.addAll(new AboutMethods(List.copyOf(methods)).all());
        processor = new RpcProcessor(methods, settings, NANO_CLOCK);
        anonymousPosts = new CallBudget(settings.maxCallsPerSession(), ANONYMOUS_POSTS_PER_SECOND, NANO_CLOCK);
    }

    private CallerKeys keys() {
        try {
            return CallerKeys.read(settings.keyFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the key file " + settings.keyFile() + " cannot be read", e);
        }
    }

    /** Ends all sessions; to be called while the master still runs, so that it waits for their last words. */
    @PreDestroy
    public void close() {
        open.forEach(connection -> connection.close(CloseReason.GOING_AWAY));
    }

    /**
     * Takes over a WebSocket that was just opened.
     *
     * @param caller who it is, if that is known
     * @return the session, to be told what comes from the wire; empty if there are too many
     */
    Optional<RpcConnection> open(Wire wire, @Nullable Caller caller) {
        if (open.size() >= settings.maxSessions()) {
            return Optional.empty();
        }
        CallBudget anonymous = new CallBudget(settings.maxCallsPerSession(), ANONYMOUS_PER_SECOND, NANO_CLOCK);
        RpcConnection connection = new RpcConnection(
                wire, new RpcSession(calls(), anonymous, caller), processor, settings, NANO_CLOCK, open::remove);
        open.add(connection);
        ticker.add(connection::tick);
        return Optional.of(connection);
    }

    /** Handles a message that came by POST, which is a session of its own. */
    CompletionStage<Optional<byte[]>> post(byte[] utf8, @Nullable Caller caller) {
        return processor.process(new RpcSession(calls(), anonymousPosts, caller), utf8);
    }

    private CallBudget calls() {
        return new CallBudget(settings.maxCallsPerSession(), settings.callsPerSecond(), NANO_CLOCK);
    }
}
