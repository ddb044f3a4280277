/** How settings are read of MicroProfile Config. */
@NullMarked
package org.mesophyll.master.config;

import org.jspecify.annotations.NullMarked;
