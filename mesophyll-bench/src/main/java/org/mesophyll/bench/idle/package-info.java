/** What very many connected workers that do nothing cost a master. */
@NullMarked
package org.mesophyll.bench.idle;

import org.jspecify.annotations.NullMarked;
