/** Which workers there are, who may be one, and the live connection of each. */
@NullMarked
package org.mesophyll.master.registry;

import org.jspecify.annotations.NullMarked;
