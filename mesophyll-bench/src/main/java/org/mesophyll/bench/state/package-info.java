/** Compares the state endpoints with etcd, side by side, by one load tool. Never in the EAR. */
@NullMarked
package org.mesophyll.bench.state;

import org.jspecify.annotations.NullMarked;
