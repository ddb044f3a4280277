@NullMarked
package org.mesophyll.mesh.rpc;

import org.jspecify.annotations.NullMarked;
