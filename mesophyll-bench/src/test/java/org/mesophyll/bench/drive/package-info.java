/** Tests of the load itself, against targets that need no network. */
@NullMarked
package org.mesophyll.bench.drive;

import org.jspecify.annotations.NullMarked;
