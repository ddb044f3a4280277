/** The rules of docs and architecture that the compiler does not know. */
@NullMarked
package org.mesophyll.it.arrows;

import org.jspecify.annotations.NullMarked;
