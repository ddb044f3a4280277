/**
 * A master in a real server and workers in a JVM of their own: the EAR that ships with one WAR more, which makes load from
 * inside, and the client jar that ships with a handler that answers.
 */
@NullMarked
package org.mesophyll.bench.master;

import org.jspecify.annotations.NullMarked;
