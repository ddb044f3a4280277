/** Tests of the comparison's plan, figures and reports. */
@NullMarked
package org.mesophyll.bench.compare;

import org.jspecify.annotations.NullMarked;
