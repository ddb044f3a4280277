package org.mesophyll.master.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * Keeps the tokens that operators make.
 *
 * <p>A change that throws may have been made all the same.
 */
public interface TokenStore {
    /**
     * A token, of which only the hash is known.
     *
     * @param worker whose it is
     * @param sha256 the SHA-256 of its UTF-8 bytes
     * @param createdAt when it was made
     * @param expiresAt when it stops being valid, or null if it does not
     */
    record StoredToken(
            WorkerId worker,
            Bytes sha256,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** Returns every token that has not expired. */
    List<StoredToken> load();

    /** Keeps a worker's first token; false, and nothing kept, if it has one already. */
    boolean register(WorkerId worker, Bytes sha256);

    /**
     * Keeps a new token, lets the one before expire, and forgets one that expires already, so that two are valid at most;
     * false, and nothing kept, if there are none.
     */
    boolean rotate(WorkerId worker, Bytes sha256, Instant oldExpireAt);

    /** Forgets a worker's tokens; false if there are none. */
    boolean revoke(WorkerId worker);

    /**
     * Makes a worker's tokens exactly these, whatever it had; may be repeated. With none, the worker is not registered any more.
     *
     * @param tokens all of the one worker
     */
    void put(WorkerId worker, List<StoredToken> tokens);
}
