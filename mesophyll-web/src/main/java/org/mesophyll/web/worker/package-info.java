/** The workers' door: who may come in at {@code /ws} and {@code /db}. */
@NullMarked
package org.mesophyll.web.worker;

import org.jspecify.annotations.NullMarked;
