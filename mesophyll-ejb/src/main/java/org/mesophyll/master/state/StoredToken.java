package org.mesophyll.master.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * What is kept of a worker's token.
 *
 * @param worker whose it is
 * @param sha256 the 32 bytes of the token's SHA-256; the token itself is nowhere kept
 * @param createdAt when it was made
 * @param expiresAt when it ceases to count, or null if it does not
 */
public record StoredToken(WorkerId worker, Bytes sha256, Instant createdAt, @Nullable Instant expiresAt) {}
