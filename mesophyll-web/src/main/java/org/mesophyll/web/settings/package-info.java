/** The web module's settings, read once from MicroProfile Config. */
@NullMarked
package org.mesophyll.web.settings;

import org.jspecify.annotations.NullMarked;
