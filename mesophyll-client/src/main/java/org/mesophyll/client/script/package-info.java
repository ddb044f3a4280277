/**
 * Scripts of tenants on a worker: {@code ScriptWorker} runs them, one virtual machine for each tenant; engines for a language
 * are jars of their own behind {@code ScriptEngine}.
 */
@NullMarked
package org.mesophyll.client.script;

import org.jspecify.annotations.NullMarked;
