/**
 * Typed requests and answers over any transport: {@link RpcClient} asks, {@link RpcExecutor} answers, an
 * {@link RpcTransport} lies between ({@code docs/protocol.md}, section 5).
 */
@NullMarked
package org.mesophyll.mesh.rpc;

import org.jspecify.annotations.NullMarked;
