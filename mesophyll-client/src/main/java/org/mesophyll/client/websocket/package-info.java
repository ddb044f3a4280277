/** Opens WebSocket connections: what a worker needs of a WebSocket library, and Tyrus, whose classes nothing else here knows. */
@NullMarked
package org.mesophyll.client.websocket;

import org.jspecify.annotations.NullMarked;
