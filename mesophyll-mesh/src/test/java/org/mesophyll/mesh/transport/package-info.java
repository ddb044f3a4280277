/** Tests of the transports' interface, and {@link org.mesophyll.mesh.transport.TransportContract} for every transport. */
@NullMarked
package org.mesophyll.mesh.transport;

import org.jspecify.annotations.NullMarked;
