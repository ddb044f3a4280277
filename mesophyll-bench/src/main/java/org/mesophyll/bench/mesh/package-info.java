/** What the mesh costs, measured without a network. */
@NullMarked
package org.mesophyll.bench.mesh;

import org.jspecify.annotations.NullMarked;
