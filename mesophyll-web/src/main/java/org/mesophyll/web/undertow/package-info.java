/** What only Undertow, the web server in WildFly, needs; no other server loads it. */
@NullMarked
package org.mesophyll.web.undertow;

import org.jspecify.annotations.NullMarked;
