/**
 * Many connections behind one {@link org.mesophyll.mesh.Mesh}: add, remove, send, receive; and a {@link
 * org.mesophyll.mesh.ConnectionManager} that keeps connections to other processes alive.
 *
 * <p>Nothing here starts a thread. See {@code docs/concurrency.md}.
 */
@NullMarked
package org.mesophyll.mesh;

import org.jspecify.annotations.NullMarked;
