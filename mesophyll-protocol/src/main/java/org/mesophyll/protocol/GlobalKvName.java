package org.mesophyll.protocol;

/**
 * Names a global entry.
 *
 * @param key the entry's key
 * @param version the author's number
 * @param scope what kind of thing it is
 */
public record GlobalKvName(String key, int version, String scope) {}
