/** The workers' state over HTTP: one resource for each path below {@code /db} ({@code docs/protocol.md}, section 3). */
@NullMarked
package org.mesophyll.web.db;

import org.jspecify.annotations.NullMarked;
