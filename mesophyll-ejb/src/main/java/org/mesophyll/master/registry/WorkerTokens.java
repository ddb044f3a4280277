package org.mesophyll.master.registry;

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
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.registry.TokenStore.StoredToken;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * The registered workers and the hashes of their tokens: those that the settings give, which only a restart changes, and
 * those that operators make.
 *
 * <p>Safe for use by any number of threads. Authentication reads memory only; changes go to the store first, but for a revocation, which
 * counts at once. If the store does not confirm a change, memory says what is true, and {@link #reconcile} brings the store to it.
 *
 * <p>A rotated token expires by a clock that only goes on; its date counts when a master reads it at its start.
 */
public final class WorkerTokens {
    private final TokenStore store;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Duration grace;
    private final Map<WorkerId, List<Token>> given = new ConcurrentHashMap<>(); // filled by the constructor
    private final ConcurrentMap<WorkerId, List<Token>> made = new ConcurrentHashMap<>();
    private final Set<WorkerId> doubtful = ConcurrentHashMap.newKeySet(); // the store may have something else
    private final Object changing = new Object(); // held while store and memory are brought from one state to the next

    /**
     * Reads the tokens.
     *
     * @param settings tokens given as {@code id=token}
     * @param file a file with lines {@code id token}, or empty
     * @param clock tells dates
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
        GivenTokens.read(settings, file).forEach(token -> append(given, token.worker(), lasting(token.sha256())));
        store.load().forEach(token -> append(made, token.worker(), loaded(token)));
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
        Bytes shown = TokenHash.of(token == null ? "" : token);
        boolean matches = false;
        for (Token known : tokens) {
            matches |= TokenHash.same(known.sha256, shown);
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

    /** Says whether operators made tokens for a worker. */
    public boolean hasMade(WorkerId worker) {
        return made.containsKey(worker);
    }

    /** Registers a worker and returns its token; empty if it is registered already. */
    public Optional<WorkerToken> register(WorkerId worker) {
        synchronized (changing) {
            reconcile(worker);
            WorkerToken token = WorkerToken.create();
            List<Token> after = List.of(lasting(TokenHash.of(token.text())));
            if (isRegistered(worker) || !change(worker, after, () -> store.register(worker, after.get(0).sha256))) {
                return Optional.empty();
            }
            made.put(worker, after);
            return Optional.of(token);
        }
    }

    /**
     * Gives a worker a new token and returns it; the one before stays valid for the grace time. Empty if no operator made
     * the worker's tokens, for those of the settings change with the settings only.
     */
    public Optional<WorkerToken> rotate(WorkerId worker) {
        synchronized (changing) {
            reconcile(worker);
            WorkerToken token = WorkerToken.create();
            Bytes sha256 = TokenHash.of(token.text());
            Instant oldExpireAt = clock.instant().plus(grace);
            long oldUntilNanos = nanoClock.getAsLong() + grace.toNanos();
            List<Token> after = new ArrayList<>();
            made.getOrDefault(worker, List.of()).stream()
                    .filter(old -> old.expiresAt == null)
                    .forEach(old -> after.add(old.until(oldExpireAt, oldUntilNanos)));
            after.add(lasting(sha256));
            if (!change(worker, after, () -> store.rotate(worker, sha256, oldExpireAt))) {
                return Optional.empty();
            }
            made.put(worker, List.copyOf(after));
            return Optional.of(token);
        }
    }

    /**
     * Forgets the tokens that operators made for a worker; false if there are none. From now on they are refused, even if this throws
     * because the store does not confirm it.
     */
    public boolean revoke(WorkerId worker) {
        synchronized (changing) {
            boolean wasMade = made.remove(worker) != null;
            return change(worker, List.of(), () -> store.revoke(worker)) || wasMade;
        }
    }

    /** Says whether a token with this SHA-256 is valid for a worker. */
    boolean isValid(WorkerId worker, Bytes sha256) {
        return live(worker).stream().anyMatch(token -> TokenHash.same(token.sha256, sha256));
    }

    /**
     * Brings the store to what memory says, where a change was not confirmed; to be called from time to time. Blocks while the store
     * works, and throws what it throws.
     */
    public void reconcile() {
        for (WorkerId worker : doubtful) {
            synchronized (changing) {
                reconcile(worker);
            }
        }
    }

    /** Guarded by the lock. */
    private void reconcile(WorkerId worker) {
        if (doubtful.contains(worker)) {
            store.put(worker, stored(worker, made.getOrDefault(worker, List.of())));
            doubtful.remove(worker);
        }
    }

    /** Has the store make a change. If it does not confirm that, says it in a way that can be repeated. Guarded by the lock. */
    private boolean change(WorkerId worker, List<Token> after, BooleanSupplier inStore) {
        try {
            boolean changed = inStore.getAsBoolean();
            doubtful.remove(worker); // only a revocation comes here in doubt, and now there is none
            return changed;
        } catch (RuntimeException unconfirmed) {
            try {
                store.put(worker, stored(worker, after));
            } catch (RuntimeException e) {
                doubtful.add(worker);
                unconfirmed.addSuppressed(e);
                throw unconfirmed;
            }
            doubtful.remove(worker);
            return true;
        }
    }

    private static List<StoredToken> stored(WorkerId worker, List<Token> tokens) {
        return tokens.stream()
                .map(token -> new StoredToken(worker, token.sha256, token.createdAt, token.expiresAt))
                .toList();
    }

    private Token lasting(Bytes sha256) {
        return new Token(sha256, clock.instant(), null, 0);
    }

    /** Counts the rest of a token's time from now on; a date that is far ahead gives it no more than the grace. */
    private Token loaded(StoredToken token) {
        Instant expiresAt = token.expiresAt();
        if (expiresAt == null) {
            return new Token(token.sha256(), token.createdAt(), null, 0);
        }
        Duration rest = Duration.between(clock.instant(), expiresAt);
        Duration left = rest.compareTo(grace) < 0 ? rest : grace;
        return new Token(token.sha256(), token.createdAt(), expiresAt, nanoClock.getAsLong() + left.toNanos());
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

    /** A token; if it expires, then by the nanoseconds, and the date is for the store. */
    private record Token(
            Bytes sha256, Instant createdAt, @Nullable Instant expiresAt, long untilNanos) {
        private Token until(Instant date, long nanos) {
            return new Token(sha256, createdAt, date, nanos);
        }

        private boolean isValid(long nowNanos) {
            return expiresAt == null || untilNanos - nowNanos > 0;
        }
    }
}
