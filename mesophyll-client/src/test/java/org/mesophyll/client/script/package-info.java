@NullMarked
package org.mesophyll.client.script;

import org.jspecify.annotations.NullMarked;
