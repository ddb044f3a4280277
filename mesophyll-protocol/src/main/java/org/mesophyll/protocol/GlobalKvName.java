package org.mesophyll.protocol;

/**
 * Names a global entry.
 *
 * @param key the entry's key, at most {@value Limits#TEXT_BYTES} bytes that a database can keep, like the scope
 * @param version the author's number
 * @param scope what kind of thing it is
 */
public record GlobalKvName(String key, int version, String scope) {
    public GlobalKvName {
        Limits.check("key", key);
        Limits.check("scope", scope);
    }
}
