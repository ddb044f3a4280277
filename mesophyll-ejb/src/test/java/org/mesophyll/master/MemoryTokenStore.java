package org.mesophyll.master;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mesophyll.master.registry.TokenStore;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/** Tokens that are forgotten with the test. */
public final class MemoryTokenStore implements TokenStore {
    private final List<StoredToken> tokens = new ArrayList<>(); // guarded by this

    @Override
    public synchronized List<StoredToken> load() {
        return List.copyOf(tokens);
    }

    @Override
    public synchronized boolean register(WorkerId worker, Bytes sha256) {
        return !has(worker) && tokens.add(new StoredToken(worker, sha256, Instant.EPOCH, null));
    }

    @Override
    public synchronized boolean rotate(WorkerId worker, Bytes sha256, Instant oldExpireAt) {
        if (!has(worker)) {
            return false;
        }
        tokens.removeIf(token -> token.worker().equals(worker) && token.expiresAt() != null);
        tokens.replaceAll(token -> token.worker().equals(worker)
                ? new StoredToken(worker, token.sha256(), token.createdAt(), oldExpireAt)
                : token);
        return tokens.add(new StoredToken(worker, sha256, Instant.EPOCH, null));
    }

    @Override
    public synchronized boolean revoke(WorkerId worker) {
        return tokens.removeIf(token -> token.worker().equals(worker));
    }

    @Override
    public synchronized void put(WorkerId worker, List<StoredToken> of) {
        tokens.removeIf(token -> token.worker().equals(worker));
        tokens.addAll(of);
    }

    private boolean has(WorkerId worker) {
        return tokens.stream().anyMatch(token -> token.worker().equals(worker));
    }
}
