/** Tests of the rivals: a tiny run of each in processes of its own, and of what they have in common. */
@NullMarked
package org.mesophyll.bench.rival;

import org.jspecify.annotations.NullMarked;
