/** What workers keep at the master and how they ask for it: bodies and answers of {@code /db} ({@code docs/protocol.md}, section 3). */
@NullMarked
package org.mesophyll.protocol.state;

import org.jspecify.annotations.NullMarked;
