/** Values and free JSON of the protocol as JSON documents. Needs {@code org.eclipse.parsson:jakarta.json}, which the artifact does not ask for. */
@NullMarked
package org.mesophyll.client.json;

import org.jspecify.annotations.NullMarked;
