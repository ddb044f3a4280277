/** Tests of the tool for idle workers. */
@NullMarked
package org.mesophyll.bench.idle;

import org.jspecify.annotations.NullMarked;
