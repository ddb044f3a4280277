/** What the reports of the tools have in common. */
@NullMarked
package org.mesophyll.bench.report;

import org.jspecify.annotations.NullMarked;
