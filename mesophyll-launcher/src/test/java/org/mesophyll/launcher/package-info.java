/** Tests of the launcher that need no server. */
@NullMarked
package org.mesophyll.launcher;

import org.jspecify.annotations.NullMarked;
