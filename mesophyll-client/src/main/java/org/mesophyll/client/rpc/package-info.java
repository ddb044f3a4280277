/**
 * For trusted applications that have a master dispatch events: typed calls over HTTP/2 ({@code docs/protocol.md},
 * section 5).
 */
@NullMarked
package org.mesophyll.client.rpc;

import org.jspecify.annotations.NullMarked;
