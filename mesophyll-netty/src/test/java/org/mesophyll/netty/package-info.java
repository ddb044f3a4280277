@NullMarked
package org.mesophyll.netty;

import org.jspecify.annotations.NullMarked;
