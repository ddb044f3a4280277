/**
 * The other ends of a master, made for tests: workers, operators and state clients that share no code with the client
 * jar, and raw connections for what a proper peer would never send.
 */
@NullMarked
package org.mesophyll.it.peer;

import org.jspecify.annotations.NullMarked;
