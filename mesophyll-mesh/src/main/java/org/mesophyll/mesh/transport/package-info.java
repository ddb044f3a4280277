/**
 * What carries messages between two processes: the interface that a transport implements, and the transport within one
 * process.
 *
 * <p>A transport makes {@link org.mesophyll.mesh.transport.Connection}s, each from a {@link
 * org.mesophyll.mesh.transport.Channel} of its own; everything that is the same for all transports (queues, bounds,
 * deadlines, counters) is in the connection.
 */
@NullMarked
package org.mesophyll.mesh.transport;

import org.jspecify.annotations.NullMarked;
