/**
 * JSON text (RFC 8259): the one reader and the one writer of it, for every door of the master and for the worker's side.
 *
 * <p>The reader's limits hold everywhere: see {@link org.mesophyll.protocol.json.JsonText}.
 */
@NullMarked
package org.mesophyll.protocol.json;

import org.jspecify.annotations.NullMarked;
