/**
 * Tests that Arquillian runs inside the server, where they can be injected into. They deploy the EAR once per class, so
 * what can be seen from outside is better tested in {@link org.mesophyll.it.client}.
 */
@NullMarked
package org.mesophyll.it.container;

import org.jspecify.annotations.NullMarked;
