/** What is alike for scripts that come from outside, whatever the way. */
@NullMarked
package org.mesophyll.web.scripts;

import org.jspecify.annotations.NullMarked;
