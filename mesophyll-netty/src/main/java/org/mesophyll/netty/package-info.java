/**
 * The mesh over sockets, by Netty: {@code tcp}, {@code tcps}, {@code ws} and {@code wss} behind the one {@link
 * org.mesophyll.mesh.transport.Transport} interface.
 *
 * <p>{@link org.mesophyll.netty.NettyTransport} is the way in. Everything that belongs to a socket happens on the event loop
 * that the socket is registered with, and nothing there waits.
 */
@NullMarked
package org.mesophyll.netty;

import org.jspecify.annotations.NullMarked;
