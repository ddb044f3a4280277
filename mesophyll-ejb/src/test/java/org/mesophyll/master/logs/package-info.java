/** Tests of what is kept of scripts' lines. */
@NullMarked
package org.mesophyll.master.logs;

import org.jspecify.annotations.NullMarked;
