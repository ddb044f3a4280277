/**
 * What a master and its workers say to each other: messages, the types they carry, and which worker owns which tenant.
 *
 * <p>Everything here is immutable and free of threads. The contract is {@code docs/protocol.md}.
 *
 * <p>No {@code toString} of this module repeats text or numbers that a peer chose, but for the ids of tenants, workers and
 * requests: what prints is a kind, a size, a count. So any message may be logged.
 */
@NullMarked
package org.mesophyll.protocol;

import org.jspecify.annotations.NullMarked;
