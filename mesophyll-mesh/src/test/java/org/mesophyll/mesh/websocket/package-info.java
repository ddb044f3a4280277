@NullMarked
package org.mesophyll.mesh.websocket;

import org.jspecify.annotations.NullMarked;
