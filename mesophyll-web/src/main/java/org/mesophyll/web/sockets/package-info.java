/** Bounds on what WebSocket sessions send: messages, and the bytes of those that are not complete. */
@NullMarked
package org.mesophyll.web.sockets;

import org.jspecify.annotations.NullMarked;
