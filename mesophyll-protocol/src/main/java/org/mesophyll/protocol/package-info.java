/**
 * What a master and its workers say to each other: messages, the types they carry, and which worker owns which tenant.
 *
 * <p>Everything here is immutable and free of threads. The contract is {@code docs/protocol.md}.
 */
@NullMarked
package org.mesophyll.protocol;

import org.jspecify.annotations.NullMarked;
