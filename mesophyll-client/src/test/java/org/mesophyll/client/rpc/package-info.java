@NullMarked
package org.mesophyll.client.rpc;

import org.jspecify.annotations.NullMarked;
