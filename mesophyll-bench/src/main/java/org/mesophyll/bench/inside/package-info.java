/**
 * The part of the load tool that runs inside the master, in a WAR of its own that only the benchmark's variant of the EAR
 * has: it makes the dispatches where applications make them, and measures them there.
 */
@NullMarked
package org.mesophyll.bench.inside;

import org.jspecify.annotations.NullMarked;
