/** Scripts in JavaScript, on GraalJS: a context for each tenant, in which nothing is in reach but what the host offers. */
@NullMarked
package org.mesophyll.js;

import org.jspecify.annotations.NullMarked;
