/** Scripts in Lua 5.4: the interpreter as WebAssembly, on a runtime in Java, with memory of its own that is capped. */
@NullMarked
package org.mesophyll.lua;

import org.jspecify.annotations.NullMarked;
