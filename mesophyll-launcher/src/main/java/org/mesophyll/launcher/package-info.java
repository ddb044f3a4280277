/**
 * Starts a real server with the EAR and stops it again, whatever happens in between. The run profiles, the integration
 * tests and the benchmarks use it; it is never shipped.
 */
@NullMarked
package org.mesophyll.launcher;

import org.jspecify.annotations.NullMarked;
