/** Tests of the load tool's own figures, files and reports. */
@NullMarked
package org.mesophyll.bench.load;

import org.jspecify.annotations.NullMarked;
