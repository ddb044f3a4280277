/** Scripts that somebody runs for a tenant: at once, or as jobs. */
@NullMarked
package org.mesophyll.master.scripts;

import org.jspecify.annotations.NullMarked;
