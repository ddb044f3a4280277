/** Tests of who may be a worker. */
@NullMarked
package org.mesophyll.master.registry;

import org.jspecify.annotations.NullMarked;
