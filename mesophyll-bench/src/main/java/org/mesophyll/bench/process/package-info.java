/** The processes that are measured: how they are started, asked and ended, and what processor time they take. */
@NullMarked
package org.mesophyll.bench.process;

import org.jspecify.annotations.NullMarked;
