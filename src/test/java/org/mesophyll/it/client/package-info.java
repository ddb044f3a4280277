/** Tests that talk to a running master from outside, as a worker or an operator does. They share one server. */
@NullMarked
package org.mesophyll.it.client;

import org.jspecify.annotations.NullMarked;
