@NullMarked
package org.mesophyll.client.json;

import org.jspecify.annotations.NullMarked;
