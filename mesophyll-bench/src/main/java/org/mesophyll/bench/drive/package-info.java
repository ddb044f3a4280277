/**
 * Makes load against anything that answers, and measures it: the same loop, the same clock and the same histogram for
 * Mesophyll and for what it is compared with.
 */
@NullMarked
package org.mesophyll.bench.drive;

import org.jspecify.annotations.NullMarked;
