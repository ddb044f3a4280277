/**
 * One live connection, either end: a bounded outbox with a single writer, heartbeats, and the requests that wait for an
 * answer.
 *
 * <p>Nothing here starts a thread or asks for the time: whoever owns a link calls {@link org.mesophyll.mesh.link.Link#tick}
 * regularly, and passes a clock. See {@code docs/concurrency.md}.
 */
@NullMarked
package org.mesophyll.mesh.link;

import org.jspecify.annotations.NullMarked;
