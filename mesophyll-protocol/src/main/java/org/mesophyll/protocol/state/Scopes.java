package org.mesophyll.protocol.state;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mesophyll.protocol.Limits;
import org.mesophyll.protocol.codec.Codec;
import org.mesophyll.protocol.codec.Codecs;

/**
 * The scopes of a record: a set of 1 to {@value Limits#SCOPES} names.
 *
 * @param names sorted; each at most {@value Limits#TEXT_BYTES} bytes
 */
public record Scopes(SortedSet<String> names) {
    /** Written sorted; a name that comes twice counts once. */
    public static final Codec<Scopes> CODEC = Codecs.mapped(Codecs.list(Codecs.TEXT), Scopes::toList, Scopes::of);

    public Scopes {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        if (names.isEmpty() || names.size() > Limits.SCOPES) {
            throw new IllegalArgumentException("a record has 1 to " + Limits.SCOPES + " scopes, found " + names.size());
        }
        names.forEach(name -> Limits.check("scope", name));
    }

    public static Scopes of(Collection<String> names) {
        return new Scopes(new TreeSet<>(names));
    }

    public static Scopes of(String... names) {
        return of(List.of(names));
    }

    /** Returns the names in their order. */
    public List<String> toList() {
        return List.copyOf(names);
    }

    /** Says whether every one of the other scopes is among these. */
    public boolean containsAll(Scopes other) {
        return names.containsAll(other.names);
    }

    @Override
    public String toString() {
        return "Scopes[" + names.size() + "]";
    }
}
