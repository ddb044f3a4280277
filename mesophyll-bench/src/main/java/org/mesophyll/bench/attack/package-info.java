/** Strangers who attack a master, and what that does to those who work with it (G21). */
@NullMarked
package org.mesophyll.bench.attack;

import org.jspecify.annotations.NullMarked;
