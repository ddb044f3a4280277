/** What things cost: JMH benchmarks of parts. Never in the EAR. */
@NullMarked
package org.mesophyll.bench;

import org.jspecify.annotations.NullMarked;
