/** What the master keeps for tenants and workers, and the database that keeps it ({@code docs/protocol.md}, section 3). */
@NullMarked
package org.mesophyll.master.state;

import org.jspecify.annotations.NullMarked;
