package org.mesophyll.web.jsonrpc;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Principal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
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
import org.mesophyll.web.api.OperatorPrincipal;
import org.mesophyll.web.guard.SlowProofs;
import org.mesophyll.web.guard.Stranger;
import org.mesophyll.web.scripts.ScriptForm;
import org.mesophyll.web.settings.JsonRpcSettings;
import org.mesophyll.web.settings.WebSettings;

/** The JSON-RPC service: its methods, its open sessions, and the end of both. */
@ApplicationScoped
public class RpcServer {
    private static final int ANONYMOUS_POSTS_PER_SECOND = 100; // of all who send no token by POST
    private static final int ANONYMOUS_POSTS_PER_ADDRESS = 20; // of these, in a second and under way
    private static final int ADDRESSES = 10_000;
    private static final LongSupplier NANO_CLOCK = System::nanoTime;

    @Inject
    private ScriptRunner runner; // set by the container, like the next seven

    @Inject
    private Jobs jobs;

    @Inject
    private ScriptLogs logs;

    @Inject
    private MasterSettings master;

    @Inject
    private JsonRpcSettings settings;

    @Inject
    private WebSettings web;

    @Inject
    private Ticker ticker;

    @Inject
    private MasterMetrics metrics;

    private RpcProcessor processor; // made before the first call, like the next
    private CallBudget anonymousPosts;
    private PerAddress<CallBudget> anonymousAddresses;
    private RpcSessions sessions;
    private volatile @Nullable SlowProofs guesses; // written before the first request

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
                        new ServerNames(settings.origins()),
                        this::slow,
                        () -> metrics.authenticationFailed(MasterMetrics.AuthenticationFailure.CALLER_KEY),
                        NANO_CLOCK)
                .all());
        methods.addAll(new AboutMethods(List.copyOf(methods)).all());
        processor = new RpcProcessor(methods, settings, NANO_CLOCK);
        sessions = new RpcSessions(
                processor, settings, web.receiving().budget(settings.maxMessageBytes()), ticker, NANO_CLOCK);
        anonymousPosts = new CallBudget(settings.maxCallsPerSession(), ANONYMOUS_POSTS_PER_SECOND, NANO_CLOCK);
        anonymousAddresses = new PerAddress<>(
                ADDRESSES, () -> new CallBudget(ANONYMOUS_POSTS_PER_ADDRESS, ANONYMOUS_POSTS_PER_ADDRESS, NANO_CLOCK));
    }

    /** Sets what slows those who guess; to be called before the first request. */
    public void slowGuesses(SlowProofs slow) {
        guesses = slow;
    }

    private SlowProofs slow() {
        SlowProofs slow = guesses;
        if (slow == null) {
            throw new IllegalStateException("a proof came before the application had started");
        }
        return slow;
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
        sessions.close();
    }

    /** Says whether a stranger may open a session now, and counts it if so; to be asked before the handshake is answered. */
    public boolean mayOpen(Stranger stranger) {
        return sessions.mayBegin(stranger);
    }

    /** Takes over a WebSocket that was just opened; see {@link RpcSessions#open}. */
    Optional<RpcSessions.OpenSession> open(Session session, Wire wire, Consumer<CloseReason> refuse) {
        return sessions.open(session, callerOf(session.getUserPrincipal()), wire, refuse);
    }

    /** Handles a message that came by POST, which is a session of its own; strangers share one for each address. */
    CompletionStage<Optional<byte[]>> post(byte[] utf8, @Nullable Principal principal) {
        Stranger stranger = principal instanceof Stranger known ? known : null;
        CallBudget calls = stranger == null ? sessions.calls() : anonymousAddresses.of(stranger.address());
        return processor.process(new RpcSession(calls, anonymousPosts, callerOf(principal), stranger), utf8);
    }

    private static @Nullable Caller callerOf(@Nullable Principal principal) {
        return principal instanceof OperatorPrincipal operator ? new Caller(operator.getName(), operator.role()) : null;
    }
}
