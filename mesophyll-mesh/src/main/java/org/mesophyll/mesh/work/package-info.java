/**
 * Loops, timers, threads and tasks that go on whatever is thrown in them.
 *
 * <p>The threads of the product are listed in {@code docs/concurrency.md}.
 */
@NullMarked
package org.mesophyll.mesh.work;

import org.jspecify.annotations.NullMarked;
