/** Tests that throw errors at loops, timers and executors, and see them go on. */
@NullMarked
package org.mesophyll.mesh.work;

import org.jspecify.annotations.NullMarked;
