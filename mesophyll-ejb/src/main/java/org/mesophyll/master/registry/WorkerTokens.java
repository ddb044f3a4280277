package org.mesophyll.master.registry;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * The registered workers and the hashes of their tokens: those that the settings give, which only a restart changes, and
 * those that operators make.
 *
 * <p>Safe for use by any number of threads. Authentication reads memory only; changes go to the store first.
 */
public final class WorkerTokens {
    private final TokenStore store;
    private final Clock clock; // for what the store keeps across restarts; all else goes by the next
    private final LongSupplier nanoClock;
    private final Duration grace;
    private final Map<WorkerId, List<Token>> given = new ConcurrentHashMap<>(); // filled by the constructor
    private final ConcurrentMap<WorkerId, List<Token>> made = new ConcurrentHashMap<>();
    private final Object changing = new Object(); // held while store and memory are brought from one state to the next

    /**
     * Reads the tokens.
     *
     * @param settings tokens given as {@code id=token}
     * @param file a file with lines {@code id token}, or empty
     * @param nanoClock a clock such as {@link System#nanoTime()}
     * @param grace how long the old tokens stay valid after a rotation
     * @throws IllegalArgumentException if an entry has not its form
     */
    public WorkerTokens(
            List<String> settings, String file, TokenStore store, Clock clock, LongSupplier nanoClock, Duration grace) {
        this.store = store;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.grace = grace;
        GivenTokens.read(settings, file)
                .forEach(token -> append(given, token.worker(), new Token(token.sha256(), null)));
        store.load()
                .forEach(token -> append(made, token.worker(), new Token(token.sha256(), deadline(token.expiresAt()))));
    }

    /**
     * Says whether somebody is the worker that they say. What is compared, and for how long, does not depend on where a
     * token differs.
     *
     * @param id what they say, or null
     * @param token what they show, or null
     */
    public AuthenticationOutcome authenticate(@Nullable String id, @Nullable String token) {
        Optional<WorkerId> worker = parse(id);
        if (worker.isEmpty()) {
            return new AuthenticationOutcome.MalformedId();
        }
        List<Token> tokens = live(worker.get());
        if (tokens.isEmpty()) {
            return new AuthenticationOutcome.UnknownWorker();
        }
        byte[] shown = WorkerToken.sha256(token == null ? "" : token).toByteArray();
        boolean matches = false;
        for (Token known : tokens) {
            matches |= MessageDigest.isEqual(known.sha256.toByteArray(), shown);
        }
        return matches ? new AuthenticationOutcome.Accepted(worker.get()) : new AuthenticationOutcome.WrongToken();
    }

    /** Says whether a worker has a valid token. */
    public boolean isRegistered(WorkerId worker) {
        return !live(worker).isEmpty();
    }

    /** Returns the workers that have a valid token, by id. */
    public Set<WorkerId> registered() {
        Set<WorkerId> workers = new TreeSet<>(given.keySet());
        made.keySet().stream().filter(this::isRegistered).forEach(workers::add);
        return workers;
    }

    /** Registers a worker and returns its token; empty if it is registered already. */
    public Optional<WorkerToken> register(WorkerId worker) {
        synchronized (changing) {
            WorkerToken token = WorkerToken.create();
            Bytes sha256 = WorkerToken.sha256(token.text());
            if (isRegistered(worker) || !store.register(worker, sha256)) {
                return Optional.empty();
            }
            made.put(worker, List.of(new Token(sha256, null)));
            return Optional.of(token);
        }
    }

    /**
     * Gives a worker a new token and returns it; the one before stays valid for the grace time. Empty if no operator made
     * the worker's tokens, for those of the settings change with the settings only.
     */
    public Optional<WorkerToken> rotate(WorkerId worker) {
        synchronized (changing) {
            WorkerToken token = WorkerToken.create();
            Bytes sha256 = WorkerToken.sha256(token.text());
            Instant oldExpireAt = clock.instant().plus(grace);
            if (!store.rotate(worker, sha256, oldExpireAt)) {
                return Optional.empty();
            }
            List<Token> tokens = new ArrayList<>();
            made.getOrDefault(worker, List.of()).stream()
                    .filter(old -> old.expiresNanos == null)
                    .forEach(old -> tokens.add(new Token(old.sha256, nanoClock.getAsLong() + grace.toNanos())));
            tokens.add(new Token(sha256, null));
            made.put(worker, List.copyOf(tokens));
            return Optional.of(token);
        }
    }

    /** Forgets the tokens that operators made for a worker; false if there are none. */
    public boolean revoke(WorkerId worker) {
        synchronized (changing) {
            boolean revoked = store.revoke(worker);
            made.remove(worker);
            return revoked;
        }
    }

    /** Says whether a token with this SHA-256 is valid for a worker. */
    boolean isValid(WorkerId worker, Bytes sha256) {
        return live(worker).stream().anyMatch(token -> token.sha256.equals(sha256));
    }

    /** Returns when a token of the store stops being valid, by the monotonic clock. */
    private @Nullable Long deadline(@Nullable Instant expiresAt) {
        return expiresAt == null
                ? null
                : nanoClock.getAsLong()
                        + Duration.between(clock.instant(), expiresAt).toNanos();
    }

    private List<Token> live(WorkerId worker) {
        List<Token> tokens = new ArrayList<>(given.getOrDefault(worker, List.of()));
        tokens.addAll(valid(made.getOrDefault(worker, List.of())));
        return tokens;
    }

    private List<Token> valid(List<Token> tokens) {
        long now = nanoClock.getAsLong();
        return tokens.stream().filter(token -> token.isValid(now)).toList();
    }

    private static void append(Map<WorkerId, List<Token>> tokens, WorkerId worker, Token token) {
        List<Token> all = new ArrayList<>(tokens.getOrDefault(worker, List.of()));
        all.add(token);
        tokens.put(worker, List.copyOf(all));
    }

    private static Optional<WorkerId> parse(@Nullable String id) {
        if (id == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(WorkerId.parse(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private record Token(Bytes sha256, @Nullable Long expiresNanos) {
        private boolean isValid(long nowNanos) {
            return expiresNanos == null || nowNanos - expiresNanos < 0;
        }
    }
}
