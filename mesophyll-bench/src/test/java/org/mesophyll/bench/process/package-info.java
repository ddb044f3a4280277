/** Tests of how processes are looked at. */
@NullMarked
package org.mesophyll.bench.process;

import org.jspecify.annotations.NullMarked;
