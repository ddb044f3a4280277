/**
 * The bounded MessagePack codec: writers and readers straight over bytes, and the shapes that messages are declared with.
 *
 * <p>A reader trusts nothing: it checks a count against the bytes that remain before it allocates, bounds nesting, and
 * reports text that is not UTF-8. Refusing a message costs time and memory in proportion to the bytes received, never to
 * the sizes that they claim. Shapes are described in {@code docs/protocol.md}, section 1.
 */
@NullMarked
package org.mesophyll.protocol.codec;

import org.jspecify.annotations.NullMarked;
