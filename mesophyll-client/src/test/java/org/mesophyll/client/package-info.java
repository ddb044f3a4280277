/** Proves the clients against servers that the tests play themselves. */
@NullMarked
package org.mesophyll.client;

import org.jspecify.annotations.NullMarked;
