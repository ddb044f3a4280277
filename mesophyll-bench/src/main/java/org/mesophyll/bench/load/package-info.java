/**
 * The load tool: puts the EAR into a real server, connects workers from a JVM of their own, has the master dispatch under
 * load, and reports throughput, latency and processor time.
 */
@NullMarked
package org.mesophyll.bench.load;

import org.jspecify.annotations.NullMarked;
