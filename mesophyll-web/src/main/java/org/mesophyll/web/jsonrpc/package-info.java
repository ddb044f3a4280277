/** JSON-RPC 2.0 over WebSocket and HTTP: the door for whoever wants a script run ({@code docs/json-rpc.md}). */
@NullMarked
package org.mesophyll.web.jsonrpc;

import org.jspecify.annotations.NullMarked;
