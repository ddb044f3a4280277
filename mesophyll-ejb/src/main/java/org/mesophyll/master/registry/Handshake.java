package org.mesophyll.master.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mesophyll.protocol.TokenHash;
import org.mesophyll.protocol.WorkerId;
import org.mesophyll.protocol.value.Bytes;

/**
 * What a worker says of itself when it connects.
 *
 * @param worker who it is
 * @param languages the scripts that it runs; empty if it does not say
 * @param tokenSha256 the hash of the token that it has shown, or null if that is not known: the connection then outlives it
 */
public record Handshake(
        WorkerId worker, Set<String> languages, @Nullable Bytes tokenSha256) {
    private static final Pattern LANGUAGE = Pattern.compile("[a-z0-9][a-z0-9+#._-]{0,31}");
    private static final int MOST_LANGUAGES = 16;

    public Handshake {
        languages = Set.copyOf(languages);
    }

    /** Returns the handshake of a worker that does not say what it runs. */
    public static Handshake of(WorkerId worker) {
        return new Handshake(worker, Set.of(), null);
    }

    /** Returns the handshake of a worker that has proven by a token who it is. */
    public static Handshake proven(WorkerId worker, Set<String> languages, String token) {
        return new Handshake(worker, languages, TokenHash.of(token));
    }

    /** Reads up to 16 names of languages with commas between; empty if it is no such text. */
    public static Optional<Set<String>> languages(String names) {
        String[] each = names.split(",", MOST_LANGUAGES + 1);
        boolean wellFormed = each.length <= MOST_LANGUAGES;
        for (String name : each) {
            wellFormed &= isLanguage(name);
        }
        return wellFormed ? Optional.of(Set.copyOf(List.of(each))) : Optional.empty();
    }

    /** Says whether a text can be the name of a language: 1 to 32 of {@code a-z 0-9 + # . _ -}, a letter or digit first. */
    public static boolean isLanguage(String name) {
        return LANGUAGE.matcher(name).matches();
    }

    /** Tells nothing of the token. */
    @Override
    public String toString() {
        return "Handshake[" + worker + ", " + languages + "]";
    }
}
