package org.mesophyll.client;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads settings whose keys begin alike. */
public final class SettingReader {
    /**
     * The settings of this process: system properties by their keys, and environment variables such as
     * {@code MESOPHYLL_CLIENT_WORKER_THREADS}; a property counts before a variable.
     */
    public static final ClientSettings.Source PROCESS =
            key -> Optional.ofNullable(firstOf(System.getProperty(key), System.getenv(variable(key))));

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final ClientSettings.Source source;
    private final String prefix;

    /**
     * Makes a reader.
     *
     * @param prefix what all keys begin with, a dot at its end
     */
    public SettingReader(ClientSettings.Source source, String prefix) {
        this.source = source;
        this.prefix = prefix;
    }

    /**
     * Returns a duration in the form of ISO 8601, such as {@code PT0.5S}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Duration duration(String name, String defaultValue) {
        String text = text(name, defaultValue);
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(prefix + name + " is a duration such as PT5S: " + text, e);
        }
    }

    /**
     * Returns a whole number.
     *
     * @throws IllegalArgumentException if it is none
     */
    public int number(String name, int defaultValue) {
        String text = text(name, Integer.toString(defaultValue));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(prefix + name + " is a whole number: " + text, e);
        }
    }

    /**
     * Returns a whole number that may be larger than an int.
     *
     * @throws IllegalArgumentException if it is none
     */
    public long largeNumber(String name, long defaultValue) {
        String text = text(name, Long.toString(defaultValue));
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(prefix + name + " is a whole number: " + text, e);
        }
    }

    /** Returns the words between commas; none if there is nothing. */
    public List<String> words(String name, String defaultValue) {
        String text = text(name, defaultValue).strip();
        return text.isEmpty() ? List.of() : COMMA.splitAsStream(text).toList();
    }

    private String text(String name, String defaultValue) {
        return source.find(prefix + name).orElse(defaultValue);
    }

    /**
     * Checks that a duration is greater than 0 and at most 24 hours.
     *
     * @throws IllegalArgumentException if not
     */
    public static void checkDuration(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " must be greater than 0 and at most PT24H: " + value);
        }
    }

    /**
     * Checks that a number is in its range.
     *
     * @throws IllegalArgumentException if not
     */
    public static void checkRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + ": " + value);
        }
    }

    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static @Nullable String firstOf(@Nullable String first, @Nullable String second) {
        return first == null ? second : first;
    }
}
