package org.mesophyll.client.script;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Something that a tenant's scripts may do, switched on for each tenant. */
public enum Capability {
    /** Keep the tenant's records: {@code kv}. */
    KV("kv"),
    /** Look at approved global entries: {@code global}. */
    GLOBAL("global"),
    /** Say which events the tenant wants: {@code state}. */
    STATE("state"),
    /** Write to the worker's log: {@code log}. */
    LOG("log"),
    /** Look at the clock: {@code clock}. */
    CLOCK("clock"),
    /** Draw unpredictable bytes: {@code random}. */
    RANDOM("random"),
    /** Write and read JSON: {@code json}. */
    JSON("json"),
    /** Write and read Base64: {@code base64}. */
    BASE64("base64"),
    /** Have the tenant's own handlers handle an event: {@code dispatch}. */
    DISPATCH("dispatch");

    private final String word;

    Capability(String word) {
        this.word = word;
    }

    /** Returns the word that settings and records call it. */
    public String word() {
        return word;
    }

    /**
     * Returns the capabilities that words stand for.
     *
     * @throws IllegalArgumentException if one stands for none
     */
    public static Set<Capability> of(Collection<String> words) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        words.forEach(word -> capabilities.add(of(word)));
        return capabilities;
    }

    private static Capability of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no capability of that name; they are "
                        + Arrays.stream(values()).map(Capability::word).collect(Collectors.joining(", "))));
    }
}
