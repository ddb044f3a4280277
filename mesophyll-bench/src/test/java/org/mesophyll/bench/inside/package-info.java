/** Tests of what runs inside the master, with a dispatcher that needs none. */
@NullMarked
package org.mesophyll.bench.inside;

import org.jspecify.annotations.NullMarked;
