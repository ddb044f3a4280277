/** Tests of how a master is made ready to be measured. */
@NullMarked
package org.mesophyll.bench.master;

import org.jspecify.annotations.NullMarked;
