/**
 * Loops, timers, threads and tasks that go on whatever is thrown in them.
 *
 * <p>{@link org.mesophyll.mesh.work.Guard} runs the steps of a loop or a timer, {@link org.mesophyll.mesh.work.SerialTurn}
 * those that may run only one at a time, {@link org.mesophyll.mesh.work.Handoff} gives a task to an executor that may refuse
 * it, {@link org.mesophyll.mesh.work.NamedThreads} makes threads. The threads of the product are listed in {@code
 * docs/concurrency.md}.
 */
@NullMarked
package org.mesophyll.mesh.work;

import org.jspecify.annotations.NullMarked;
