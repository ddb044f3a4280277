/**
 * The master without its doors: what other applications inject, its settings, and its life cycle.
 *
 * <p>{@link org.mesophyll.master.Dispatcher} is the way in; {@link org.mesophyll.master.MasterLifecycle} puts the parts
 * together when the application starts.
 */
@NullMarked
package org.mesophyll.master;

import org.jspecify.annotations.NullMarked;
