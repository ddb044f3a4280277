/** Proves the command line. */
@NullMarked
package org.mesophyll.client.cli;

import org.jspecify.annotations.NullMarked;
