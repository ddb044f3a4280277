/** What the master counts and measures, under which names. */
@NullMarked
package org.mesophyll.master.metrics;

import org.jspecify.annotations.NullMarked;
