/** JSON text, and the protocol's values and events in it. */
@NullMarked
package org.mesophyll.web.json;

import org.jspecify.annotations.NullMarked;
