/** The data that events and state are made of: the fourteen kinds of {@link Value}, and free {@link Json}. */
@NullMarked
package org.mesophyll.protocol.value;

import org.jspecify.annotations.NullMarked;
