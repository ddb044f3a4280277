/** Scripts that come by Redis: taken from lists, run as jobs, answered into hashes (docs/redis.md). */
@NullMarked
package org.mesophyll.web.redis;

import org.jspecify.annotations.NullMarked;
