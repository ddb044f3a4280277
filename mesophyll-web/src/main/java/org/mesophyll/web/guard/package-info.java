/** What stands before every door: throttled refusals, bounded bodies, and text made safe for logs. */
@NullMarked
package org.mesophyll.web.guard;

import org.jspecify.annotations.NullMarked;
