/** Tests of links against fakes: a wire that does as it is told, and a clock that is moved by hand. */
@NullMarked
package org.mesophyll.mesh.link;

import org.jspecify.annotations.NullMarked;
