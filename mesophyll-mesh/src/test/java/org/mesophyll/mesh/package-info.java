/** Tests of the mesh, and {@link org.mesophyll.mesh.MeshContract} for every transport. */
@NullMarked
package org.mesophyll.mesh;

import org.jspecify.annotations.NullMarked;
