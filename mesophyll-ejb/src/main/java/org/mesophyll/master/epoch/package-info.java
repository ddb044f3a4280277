/** Fencing: which connection of a worker still counts. */
@NullMarked
package org.mesophyll.master.epoch;

import org.jspecify.annotations.NullMarked;
