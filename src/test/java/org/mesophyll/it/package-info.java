/** Proof in real servers: what every integration test needs to know about the server that runs. */
@NullMarked
package org.mesophyll.it;

import org.jspecify.annotations.NullMarked;
