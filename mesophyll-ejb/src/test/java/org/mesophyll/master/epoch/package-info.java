/** Tests of fencing. */
@NullMarked
package org.mesophyll.master.epoch;

import org.jspecify.annotations.NullMarked;
