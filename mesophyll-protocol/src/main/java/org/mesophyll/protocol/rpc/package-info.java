/** Typed requests and answers for transports other than the worker's connection ({@code docs/protocol.md}, section 5). */
@NullMarked
package org.mesophyll.protocol.rpc;

import org.jspecify.annotations.NullMarked;
