/** What tenants' scripts log, kept for a while for operators to read. */
@NullMarked
package org.mesophyll.master.logs;

import org.jspecify.annotations.NullMarked;
