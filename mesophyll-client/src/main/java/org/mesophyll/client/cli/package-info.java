/** The command line of the runnable jar: one class per verb. */
@NullMarked
package org.mesophyll.client.cli;

import org.jspecify.annotations.NullMarked;
