/** A worker's side of Mesophyll: {@code WorkerClient} takes events from a master, {@code StateClient} keeps state there. */
@NullMarked
package org.mesophyll.client;

import org.jspecify.annotations.NullMarked;
