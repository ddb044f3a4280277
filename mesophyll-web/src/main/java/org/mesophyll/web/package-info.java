/** Puts the doors of the master up when the application starts, and takes them down. */
@NullMarked
package org.mesophyll.web;

import org.jspecify.annotations.NullMarked;
