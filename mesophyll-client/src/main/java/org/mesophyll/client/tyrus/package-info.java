/** Opens WebSocket connections with Tyrus, whose classes nothing else here knows. */
@NullMarked
package org.mesophyll.client.tyrus;

import org.jspecify.annotations.NullMarked;
