package org.mesophyll.web.jsonrpc;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mesophyll.web.guard.Stranger;

/**
 * What lasts from one call to the next: a WebSocket session, or one request by POST.
 *
 * <p>For any number of threads.
 */
final class RpcSession {
    private final CallBudget calls;
    private final CallBudget anonymous;
    private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Nonce> nonce = new AtomicReference<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final @Nullable Stranger stranger;
    private volatile @Nullable Caller caller;
    private volatile Consumer<Caller> whenAuthenticated = proven -> {};
    private volatile boolean gone; // written once

    /**
     * Begins a session.
     *
     * @param calls the session's own
     * @param anonymous what counts as long as nobody has proven who they are
     * @param caller who it is, if that is known
     * @param stranger what is known of somebody who is not, if anything
     */
    RpcSession(CallBudget calls, CallBudget anonymous, @Nullable Caller caller, @Nullable Stranger stranger) {
        this.calls = calls;
        this.anonymous = anonymous;
        this.caller = caller;
        this.stranger = stranger;
    }

    CallBudget calls() {
        return calls;
    }

    CallBudget anonymous() {
        return anonymous;
    }

    /** Returns who the caller has proven to be. */
    Optional<Caller> caller() {
        return Optional.ofNullable(caller);
    }

    /** Returns what is known of a caller who came without a proof. */
    Optional<Stranger> stranger() {
        return Optional.ofNullable(stranger);
    }

    /** Sets what is told once the caller proves who they are, on the thread that reads the session. */
    void whenAuthenticated(Consumer<Caller> listener) {
        whenAuthenticated = listener;
    }

    /** Takes note that the caller has proven who they are. */
    void authenticated(Caller proven) {
        boolean first = caller == null;
        caller = proven;
        if (first) {
            whenAuthenticated.accept(proven);
        }
    }

    /** Counts a message, or a call of a stranger, that had to be refused. */
    void fault() {
        faults.incrementAndGet();
    }

    /** Returns how many were. */
    int faults() {
        return faults.get();
    }

    /** Takes note of what is to be signed; an older one is not any more. */
    void expectSignatureOf(Nonce issued) {
        nonce.set(issued);
    }

    /** Returns what is to be signed, once. */
    Optional<Nonce> takeNonce() {
        return Optional.ofNullable(nonce.getAndSet(null));
    }

    /** Takes note of something that is to be given up with the session; at once if it is gone. */
    void whileOpen(Runnable cancel) {
        underWay.add(cancel);
        if (gone && underWay.remove(cancel)) {
            cancel.run();
        }
    }

    /** Forgets what has ended. */
    void ended(Runnable cancel) {
        underWay.remove(cancel);
    }

    /** Gives up what is under way. */
    void close() {
        gone = true; // before the look: who comes after it sees this
        underWay.forEach(cancel -> {
            if (underWay.remove(cancel)) {
                cancel.run();
            }
        });
    }
}
