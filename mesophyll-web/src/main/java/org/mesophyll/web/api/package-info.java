/** The operators' door: JSON below {@code /api/v1}, described by {@code openapi.json}. */
@NullMarked
package org.mesophyll.web.api;

import org.jspecify.annotations.NullMarked;
