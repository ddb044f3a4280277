/** The door for trusted applications that call the master: {@code POST /rpc} ({@code docs/protocol.md}, section 5). */
@NullMarked
package org.mesophyll.web.rpc;

import org.jspecify.annotations.NullMarked;
