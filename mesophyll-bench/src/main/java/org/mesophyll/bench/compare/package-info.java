/**
 * The comparison: Mesophyll on both servers and the systems that teams would take in its place, all running side by side,
 * one under load at a time, in rounds over all of them.
 */
@NullMarked
package org.mesophyll.bench.compare;

import org.jspecify.annotations.NullMarked;
