/** Tests of what reports have in common. */
@NullMarked
package org.mesophyll.bench.report;

import org.jspecify.annotations.NullMarked;
