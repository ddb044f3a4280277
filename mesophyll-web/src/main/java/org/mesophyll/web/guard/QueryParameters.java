package org.mesophyll.web.guard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query string without touching the request's body, which the servlet API's own parameters may consume.
 *
 * <p>Its text carries tokens, so it has no {@code toString} that shows it.
 */
public final class QueryParameters {
    /** RFC 3986, section 3.4. */
    private static final Pattern WELL_FORMED = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+");

    private final List<Parameter> parameters;

    private QueryParameters(List<Parameter> parameters) {
        this.parameters = parameters;
    }

    private record Parameter(String name, String value) {}

    /**
     * Reads the text behind the question mark; parameters that are not well-formed are left out.
     *
     * @param query null when there is none
     */
    public static QueryParameters parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return new QueryParameters(List.of());
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            read(part).ifPresent(parameters::add);
        }
        return new QueryParameters(List.copyOf(parameters));
    }

    /**
     * Returns whether a query has only the characters of RFC 3986, section 3.4. Payara upgrades a request with others, and
     * then logs all of it.
     */
    static boolean isWellFormed(@Nullable String query) {
        return query == null || WELL_FORMED.matcher(query).matches();
    }

    /** Returns the value of a parameter that comes exactly once. */
    public Optional<String> single(String name) {
        List<Parameter> found =
                parameters.stream().filter(p -> p.name().equals(name)).toList();
        return found.size() == 1 ? Optional.of(found.get(0).value()) : Optional.empty();
    }

    /** Says whether a parameter comes at all. */
    public boolean has(String name) {
        return parameters.stream().anyMatch(p -> p.name().equals(name));
    }

    private static Optional<Parameter> read(String part) {
        int equals = part.indexOf('=');
        if (equals < 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Parameter(decode(part.substring(0, equals)), decode(part.substring(equals + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
