/** Tests of the master without a container: wires and tokens are fakes, clocks are moved by hand. */
@NullMarked
package org.mesophyll.master;

import org.jspecify.annotations.NullMarked;
