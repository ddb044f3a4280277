/** Jakarta WebSocket sessions as the wires of links; the only place of this module that knows that API. */
@NullMarked
package org.mesophyll.mesh.websocket;

import org.jspecify.annotations.NullMarked;
