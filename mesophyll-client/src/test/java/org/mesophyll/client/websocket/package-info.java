/** Proves the client's connections against peers that speak bytes. */
@NullMarked
package org.mesophyll.client.websocket;

import org.jspecify.annotations.NullMarked;
