/**
 * The systems that Mesophyll is compared with, each as its own documentation would have it used: a requesting and an
 * answering process with the same payloads, the same loop and the same checks for all.
 */
@NullMarked
package org.mesophyll.bench.rival;

import org.jspecify.annotations.NullMarked;
